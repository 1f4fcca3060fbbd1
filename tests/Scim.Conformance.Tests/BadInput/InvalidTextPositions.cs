namespace Scim.Conformance.Tests.BadInput;

/// <summary>
/// Bodies that are valid except for one string value, each given as the text before and after that value.
/// </summary>
public static class InvalidTextPositions
{
    private const string User = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],""";
    private const string Group = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],""";
    private const string Patch = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[""";
    private const string Search = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],""";

    /// <summary>The string positions in a body for an endpoint.</summary>
    /// <param name="endpoint">
    /// Method and path from <see cref="UnchangedTenantFixture.WriteEndpoints"/>, separated by a space.
    /// </param>
    public static IEnumerable<(string Before, string After)> GetPositions(string endpoint) =>
        endpoint switch
        {
            "POST /Users" or "PUT /Users/{user}" =>
            [
                (User + "\"userName\":\"", "\"}"),
                (User + "\"userName\":\"bad\",\"name\":{\"givenName\":\"", "\"}}"),
                (User + "\"userName\":\"bad\",\"emails\":[{\"value\":\"", "\"}]}"),
                (User + "\"userName\":\"bad\",\"externalId\":\"", "\"}"),
                (User + "\"userName\":\"bad\",\"password\":\"", "\"}"),
                (
                    User
                        + "\"userName\":\"bad\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"",
                    "\"}}"
                ),
            ],
            "POST /Groups" or "PUT /Groups/{group}" =>
            [
                (Group + "\"displayName\":\"", "\"}"),
                (Group + "\"displayName\":\"bad\",\"members\":[{\"value\":\"", "\"}]}"),
                (Group + "\"displayName\":\"bad\",\"externalId\":\"", "\"}"),
            ],
            "PATCH /Users/{user}" =>
            [
                (Patch + "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"", "\"}]}"),
                (Patch + "{\"op\":\"", "\",\"path\":\"title\",\"value\":\"x\"}]}"),
                (Patch + "{\"op\":\"replace\",\"path\":\"", "\",\"value\":\"x\"}]}"),
                (Patch + "{\"op\":\"add\",\"value\":{\"nickName\":\"", "\"}}]}"),
                (Patch + "{\"op\":\"add\",\"path\":\"emails[type eq \\\"", "\\\"].value\",\"value\":\"x\"}]}"),
            ],
            "PATCH /Groups/{group}" =>
            [
                (Patch + "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"", "\"}]}"),
                (Patch + "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"", "\"}]}]}"),
            ],
            _ => [(Search + "\"filter\":\"displayName eq \\\"", "\\\"\"}")],
        };
}
