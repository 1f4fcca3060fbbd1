using System.Text;
using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Resources;

/// <summary>Creates user and group documents for tests from JSON with single quotes.</summary>
internal static class SampleResources
{
    public const string EnterpriseUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string PlantUrn = "urn:example:scim:schemas:extension:plant:2.0:User";

    public static readonly ResourceType User = BuiltInResourceTypes.User;
    public static readonly ResourceType Group = BuiltInResourceTypes.Group;

    /// <summary>
    /// The User type with an extension that has all data types and characteristics missing in the built-in schemas.
    /// </summary>
    public static readonly ResourceType PlantUser = new(
        "User",
        "/Users",
        "",
        BuiltInSchemas.User,
        [
            new SchemaExtension(BuiltInSchemas.EnterpriseUser, Required: false),
            new SchemaExtension(
                new SchemaDefinition
                {
                    Id = PlantUrn,
                    Attributes =
                    [
                        new() { Name = "badge", Mutability = Mutability.Immutable },
                        new() { Name = "floor", Type = AttributeType.Integer },
                        new() { Name = "load", Type = AttributeType.Decimal },
                        new() { Name = "hired", Type = AttributeType.DateTime },
                        new()
                        {
                            Name = "key",
                            Type = AttributeType.Binary,
                            CaseExact = true,
                        },
                        new()
                        {
                            Name = "score",
                            Type = AttributeType.Integer,
                            Mutability = Mutability.ReadOnly,
                        },
                        new() { Name = "secret", Returned = Returned.Never },
                        new() { Name = "notes", Returned = Returned.Request },
                        new() { Name = "zone", Returned = Returned.Always },
                        new() { Name = "tags", MultiValued = true },
                        new()
                        {
                            Name = "desk",
                            Type = AttributeType.Complex,
                            SubAttributes =
                            [
                                new() { Name = "number", Required = true },
                                new() { Name = "house", Mutability = Mutability.Immutable },
                                new() { Name = "pin", Returned = Returned.Never },
                                new() { Name = "hint", Returned = Returned.Request },
                            ],
                        },
                        new()
                        {
                            Name = "keys",
                            Type = AttributeType.Complex,
                            MultiValued = true,
                            SubAttributes =
                            [
                                new() { Name = "value" },
                                new() { Name = "serial", Mutability = Mutability.Immutable },
                            ],
                        },
                    ],
                },
                Required: false
            ),
        ]
    );

    public static JsonObject ParseObject(string json) => ScimJson.ParseObject(GetUtf8Bytes(json), JsonLimits.Default);

    public static byte[] GetUtf8Bytes(string json) => Encoding.UTF8.GetBytes(json.Replace('\'', '"'));

    public static string ToJson(string json) => json.Replace('\'', '"');

    /// <summary>Creates a request body of user ada.</summary>
    public static string CreateUserBody(string members) =>
        members.Length == 0 ? "{'userName':'ada'}" : $"{{'userName':'ada',{members}}}";

    /// <summary>Creates the canonical document of user ada with id u1.</summary>
    public static JsonObject CreateAda(string members, ResourceType? type = null) =>
        ResourceNormalizer
            .NormalizeBody(
                type ?? User,
                ParseObject(CreateUserBody(members)),
                new NormalizeOptions { ExpectedId = "u1" }
            )
            .Document;

    /// <summary>Creates the canonical document of group Crew with id g1.</summary>
    public static JsonObject CreateCrew() =>
        ResourceNormalizer
            .NormalizeBody(Group, ParseObject("{'displayName':'Crew'}"), new NormalizeOptions { ExpectedId = "g1" })
            .Document;

    public static void AssertJson(JsonNode? expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"expected {expected?.ToJsonString()}\n but got {actual?.ToJsonString()}"
        );

    public static ScimError AssertThrows(Action action) => Assert.Throws<ScimException>(action).Error;

    /// <summary>Asserts the canonical document of a user, except its <c>schemas</c>.</summary>
    public static void AssertNormalizedUser(string body, string expected)
    {
        JsonObject document = ResourceNormalizer
            .NormalizeBody(User, ParseObject($"{{{body}}}"), NormalizeOptions.Default)
            .Document;
        string schemas = expected.Contains(EnterpriseUrn, StringComparison.Ordinal)
            ? $"['{User.Schema.Id}','{EnterpriseUrn}']"
            : $"['{User.Schema.Id}']";
        AssertJson(JsonNode.Parse(ToJson($"{{'schemas':{schemas},{expected}}}")), document);
    }
}
