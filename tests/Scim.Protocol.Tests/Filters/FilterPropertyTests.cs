using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

[Trait("rfc", "7644-3.4.2.2")]
public class FilterPropertyTests
{
    private static readonly FilterLimits WideLimits = new() { MaxLength = 1_000_000, MaxTerms = 1000 };

    private static readonly string[] TokenPieces =
    [
        "userName",
        "emails",
        "name.givenName",
        "meta.created",
        "active",
        "password",
        "id",
        "manager",
        "shoeSize",
        "urn:ietf:params:scim:schemas:core:2.0:User:",
        " ",
        "  ",
        "\t",
        "eq",
        "ne",
        "co",
        "gt",
        "pr",
        "and",
        "or",
        "not",
        "(",
        ")",
        "[",
        "]",
        ".",
        "\"",
        "\\",
        "\\u",
        "\\u0000",
        "\\ud83d",
        "\uD83D",
        "\0",
        "\u0001",
        "true",
        "False",
        "null",
        "1",
        "-",
        "1e5",
        "1e999",
        "9999999999999999999",
        "\"x\"",
        "\"2011-05-13T04:42:34Z\"",
        "\"work\"",
        "type",
        "value",
        ":",
        "🐳",
        "é",
    ];

    public static TheoryData<string> TypeNames => ["User", "Group", "Device"];

    [Theory, MemberData(nameof(TypeNames))]
    public void Print_ThenParse_IsTheSameFilter(string typeName)
    {
        ResourceType type = GetResourceType(typeName);
        FilterGenerator
            .CreateFilters(type, _ => true)
            .Sample(
                filter => Assert.Equal(filter, FilterParser.Parse(type, FilterPrinter.Print(filter), WideLimits)),
                iter: 3000,
                print: FilterPrinter.Print
            );
    }

    [Theory, MemberData(nameof(TypeNames))]
    public void Matches_SearchDocument_AgreesWithRepresentation(string typeName)
    {
        // The search document is already folded and the evaluator folds it again: it must contain everything a filter
        // can select by, and folding must be idempotent.
        ResourceType type = GetResourceType(typeName);
        int hits = 0;
        Gen.Select(FilterGenerator.CreateFilters(type), ResourceGenerator.CreateResources(type))
            .Sample(
                (filter, resource) =>
                {
                    bool expected = FilterEvaluator.IsMatch(filter, resource.ToRepresentation());
                    if (expected)
                        Interlocked.Increment(ref hits);
                    Assert.Equal(expected, FilterEvaluator.IsMatch(filter, BuildSearchDocument(resource)));
                },
                iter: 3000,
                print: pair => $"{FilterPrinter.Print(pair.Item1)}\n{pair.Item2}"
            );
        Assert.InRange(hits, 300, 2700); // filters must match neither always nor never
    }

    [Theory, MemberData(nameof(TypeNames))]
    public void Matches_ParsedTextOfResource_AgreesWithParsedBytes(string typeName)
    {
        // Documents are parsed or built in code; numbers and strings must be read equally.
        ResourceType type = GetResourceType(typeName);
        Gen.Select(FilterGenerator.CreateFilters(type), ResourceGenerator.CreateResources(type))
            .Sample(
                (filter, resource) =>
                {
                    JsonObject built = resource.ToRepresentation();
                    var parsed = (JsonObject)JsonNode.Parse(built.ToJsonString())!;
                    Assert.Equal(FilterEvaluator.IsMatch(filter, built), FilterEvaluator.IsMatch(filter, parsed));
                },
                iter: 1000
            );
    }

    [Theory, MemberData(nameof(TypeNames))]
    public void Matches_Negation_IsTheComplement(string typeName)
    {
        ResourceType type = GetResourceType(typeName);
        Gen.Select(FilterGenerator.CreateFilters(type), ResourceGenerator.CreateResources(type))
            .Sample(
                (filter, resource) =>
                {
                    JsonObject document = resource.ToRepresentation();
                    Assert.NotEqual(
                        FilterEvaluator.IsMatch(filter, document),
                        FilterEvaluator.IsMatch(new Filter.Not(filter), document)
                    );
                },
                iter: 1000
            );
    }

    [Fact]
    public void Matches_ValuePathOnList_TestsEachElement()
    {
        Assert.True(PathResolver.TryResolve(BuiltInResourceTypes.User, "emails", out AttributePath? emails, out _));
        Gen.Select(
                FilterGenerator.CreateInnerFilters(emails),
                ResourceGenerator.CreateResources(BuiltInResourceTypes.User)
            )
            .Sample(
                (inner, resource) =>
                {
                    bool any =
                        resource.Canonical["emails"] is JsonArray list
                        && list.Any(e => FilterEvaluator.IsElementMatch(inner, (JsonObject)e!));
                    Assert.Equal(
                        any,
                        FilterEvaluator.IsMatch(new Filter.ValuePath(emails, inner), resource.ToRepresentation())
                    );
                },
                iter: 2000
            );
    }

    [Fact]
    public void Parse_TokensInAnyOrder_ThrowsOnlyScimException() =>
        Gen.OneOfConst(TokenPieces).Array[0, 25].Select(string.Concat).Sample(ParseOrReject, iter: 50_000);

    [Fact]
    public void Parse_AnyCharacters_ThrowsOnlyScimException() => Gen.String.Sample(ParseOrReject, iter: 20_000);

    [Fact]
    public void Parse_DamagedFilter_ThrowsOnlyScimException() =>
        Gen.Select(
                FilterGenerator.CreateFilters(BuiltInResourceTypes.User, _ => true),
                Gen.Int[0, 400],
                Gen.Int[0, 3],
                Gen.OneOfConst(TokenPieces)
            )
            .Sample(
                (filter, at, cut, piece) =>
                {
                    string text = FilterPrinter.Print(filter);
                    int start = at % (text.Length + 1);
                    ParseOrReject(text[..start] + piece + text[Math.Min(text.Length, start + cut)..]);
                },
                iter: 10_000
            );

    private static void ParseOrReject(string text)
    {
        try
        {
            Filter filter = FilterParser.Parse(BuiltInResourceTypes.User, text, FilterLimits.Default);
            Assert.Equal(
                filter,
                FilterParser.Parse(BuiltInResourceTypes.User, FilterPrinter.Print(filter), WideLimits)
            );
        }
        catch (ScimException e)
        {
            Assert.True(e.Error.Kind is ScimErrorKind.InvalidFilter or ScimErrorKind.TooMany);
            Assert.DoesNotContain(e.Error.Detail, c => char.IsControl(c) || char.IsSurrogate(c));
        }
    }

    private static JsonObject BuildSearchDocument(GeneratedResource resource)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            SearchDocumentWriter.WriteDocument(writer, resource.Type, resource.Canonical, resource.Created);
        }

        // The values that the database has in columns.
        var document = (JsonObject)JsonNode.Parse(buffer.WrittenSpan)!;
        document["id"] = resource.Id;
        if (resource.Canonical["active"] is { } active)
            document["active"] = active.DeepClone();
        var meta = (JsonObject)document["meta"]!;
        meta["resourceType"] = resource.Type.Name;
        meta["lastModified"] = ScimDateTime.Format(resource.LastModified);
        meta["version"] = resource.Version;
        return document;
    }

    private static ResourceType GetResourceType(string name) =>
        name == "Device" ? SampleResourceTypes.Device : TenantSchemas.Default.FindByName(name)!;
}
