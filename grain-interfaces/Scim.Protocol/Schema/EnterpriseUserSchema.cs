using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>The enterprise extension of users (RFC 7643 sections 4.3 and 8.7.1).</summary>
internal static class EnterpriseUserSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.EnterpriseUser,
            Name = "EnterpriseUser",
            Description = "What an organisation knows about a person who works for it",
            Attributes =
            [
                DefineString(
                    "employeeNumber",
                    "The number or text the organisation knows the person by"
                ),
                DefineString("costCenter", "The cost centre's name"),
                DefineString("organization", "The organisation's name"),
                DefineString("division", "The division's name"),
                DefineString("department", "The department's name"),
                DefineComplex(
                    "manager",
                    "The person this person reports to",
                    DefineString("value", "The manager's id"),
                    DefineReference("$ref", "The manager's address", "User"),
                    DefineString("displayName", "The manager's displayName").AsReadOnly()
                ),
            ],
        };
}
