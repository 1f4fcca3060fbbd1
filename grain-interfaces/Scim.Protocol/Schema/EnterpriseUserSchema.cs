using static Scim.Protocol.Schema.Define;

namespace Scim.Protocol.Schema;

/// <summary>The enterprise extension of users (RFC 7643 sections 4.3 and 8.7.1).</summary>
internal static class EnterpriseUserSchema
{
    internal static SchemaDefinition Definition { get; } = new()
    {
        Id = SchemaUrns.EnterpriseUser,
        Name = "EnterpriseUser",
        Description = "What an organisation knows about a person who works for it",
        Attributes =
        [
            Text("employeeNumber", "The number or text the organisation knows the person by"),
            Text("costCenter", "The cost centre's name"),
            Text("organization", "The organisation's name"),
            Text("division", "The division's name"),
            Text("department", "The department's name"),
            Complex(
                "manager", "The person this person reports to",
                Text("value", "The manager's id"),
                Reference("$ref", "The manager's address", "User"),
                Text("displayName", "The manager's displayName").ReadOnly()),
        ],
    };
}
