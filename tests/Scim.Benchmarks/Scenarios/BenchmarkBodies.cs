namespace Scim.Benchmarks.Scenarios;

/// <summary>Creates request bodies. A user has the attributes of Entra ID's default mapping.</summary>
internal static class BenchmarkBodies
{
    /// <summary>Creates a user.</summary>
    public static string CreateUser(string name) =>
        $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"{{name}}","userName":"{{name}}@example.com","active":true,"displayName":"Ada Lovelace","title":"Analyst","preferredLanguage":"en-GB","name":{"givenName":"Ada","familyName":"Lovelace","formatted":"Ada Lovelace"},"emails":[{"primary":true,"type":"work","value":"{{name}}@example.com"}],"phoneNumbers":[{"type":"work","value":"+44 20 7946 0999"},{"type":"mobile","value":"+44 7700 900999"}],"addresses":[{"type":"work","streetAddress":"12 St James's Square","locality":"London","postalCode":"SW1Y 4JH","country":"GB"}],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"1815","department":"Engines","organization":"Example"} }
            """;

    /// <summary>Creates a group without members.</summary>
    public static string CreateGroup(string name) =>
        $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"{{name}}"}""";

    /// <summary>Creates a PATCH that sets <c>active</c>.</summary>
    public static string PatchActive(string value) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":{{value}}}]}""";

    /// <summary>Creates a PATCH that adds a member.</summary>
    public static string AddMember(string id) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"{{id}}"}]}]}""";

    /// <summary>Creates a PATCH that adds many members.</summary>
    public static string AddMembers(IEnumerable<string> ids) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{{string.Join(',', ids.Select(id => $"{{\"value\":\"{id}\"}}"))}}]}]}""";

    /// <summary>Creates a PATCH that removes a member.</summary>
    public static string RemoveMember(string id) =>
        $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members","value":[{"value":"{{id}}"}]}]}""";
}
