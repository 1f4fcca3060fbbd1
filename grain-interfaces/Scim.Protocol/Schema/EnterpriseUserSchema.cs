using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>The enterprise user extension (RFC 7643 sections 4.3 and 8.7.1).</summary>
internal static class EnterpriseUserSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.EnterpriseUser,
            Name = "EnterpriseUser",
            Description = "Attributes of a user who belongs to an organization",
            Attributes =
            [
                DefineString("employeeNumber", "The identifier that the organization assigned to the person"),
                DefineString("costCenter", "The name of the cost center"),
                DefineString("organization", "The name of the organization"),
                DefineString("division", "The name of the division"),
                DefineString("department", "The name of the department"),
                DefineComplex(
                    "manager",
                    "The user's manager",
                    DefineString("value", "The id of the manager's user"),
                    DefineReference("$ref", "The URI of the manager's user", "User"),
                    DefineString("displayName", "The displayName of the manager's user").AsReadOnly()
                ),
            ],
        };
}
