using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Tests.Json;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchPropertyTests
{
    private const string E = Sample.Enterprise;

    private static readonly Gen<string> Single = Gen.OneOfConst("title", "nickName", "NAME.givenName", "name.familyName", $"{E}:department", "externalId", "manager.value");
    private static readonly Gen<string> List = Gen.OneOfConst("emails", "roles", "phoneNumbers");
    private static readonly Gen<string> Filter = Gen.OneOfConst("type eq \\\"work\\\"", "primary eq true", "value eq \\\"b\\\"", "type eq \\\"home\\\" and value eq \\\"a\\\"", "value pr", "not (type eq \\\"work\\\")");
    private static readonly Gen<string> Sub = Gen.OneOfConst("value", "type", "display");
    private static readonly Gen<string> Text = Gen.OneOfConst("'a'", "'b'", "'B'", "'work'", "''", "null");
    private static readonly Gen<string> Element = Gen.Select(Text, Text, Gen.OneOfConst("true", "false", "null"), (v, t, p) => $"{{'value':{v},'type':{t},'primary':{p}}}");
    private static readonly Gen<string> Elements = Gen.OneOf(Element, Element.Array[0, 3].Select(l => $"[{string.Join(',', l)}]"));
    private static readonly Gen<string> Set = Gen.OneOfConst("add", "replace");

    // Without sub-attributes that the path's own filter selects by: changing those selects other values the second time.
    private static readonly Gen<string> Stable = Gen.OneOf(
        Gen.Select(Set, Single, Text, (o, p, v) => Op(o, p, v)),
        Gen.Select(Set, List, Elements, (o, p, v) => Op(o, p, v)),
        Gen.Select(Set, List, Text, (o, p, v) => Op(o, $"{p}[type eq \\\"work\\\"].value", v)),
        Gen.Select(Set, List, Text, (o, p, v) => Op(o, $"{p}[value eq \\\"b\\\"].display", v)),
        Gen.Select(Set, List, (o, p) => Op(o, $"{p}[type eq \\\"work\\\"].primary", "true")),
        Gen.Select(Set, Text, (o, v) => $"{{'op':'{o}','value':{{'title':{v},'name':{{'givenName':{v}}},'{E}':{{'manager':{v}}}}}}}"),
        Gen.OneOf(Single, List).Select(p => $"{{'op':'remove','path':'{p}'}}"),
        Gen.Select(List, Elements, (p, v) => Op("remove", p, v)),
        Gen.Select(List, Filter, (p, f) => $"{{'op':'remove','path':'{p}[{f}]'}}"),
        Gen.Select(List, Filter, Sub, (p, f, s) => $"{{'op':'remove','path':'{p}[{f}].{s}'}}").Where(o => !o.Contains("not (", StringComparison.Ordinal)));

    private static string Op(string op, string path, string value) => $"{{'op':'{op}','path':'{path}','value':{value}}}";

    [Fact]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_TheSameOperationTwice_ChangesNothingTheSecondTime() =>
        Gen.Select(BodyGen.Body, Stable).Sample(
            (body, operation) =>
            {
                JsonObject current = ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse(body), new NormalizeOptions { ExpectedId = "u1" }).Document;
                if (Outcome(current, operation) is not { } once) return;
                PatchOutcome? twice = Outcome(once.Document, operation);
                Assert.NotNull(twice);
                Assert.Equal(once.Document.ToJsonString(), twice.Document.ToJsonString());
                Assert.False(twice.Changed);
                Assert.Empty(twice.ChangedAttributes);
            },
            iter: 20_000);

    [Fact]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_OperationsTogether_AreTheSameAsOneAfterTheOther() =>
        Gen.Select(BodyGen.Body, Stable.Array[1, 4]).Sample(
            (body, operations) =>
            {
                JsonObject current = ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse(body), new NormalizeOptions { ExpectedId = "u1" }).Document;
                PatchOutcome? together = Outcome(current, string.Join(',', operations));
                JsonObject? step = current;
                foreach (string operation in operations)
                {
                    step = step is null ? null : Outcome(step, operation)?.Document;
                }

                Assert.Equal(step?.ToJsonString(), together?.Document.ToJsonString());
            },
            iter: 5_000);

    [Fact]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_AnyOperation_LeavesAtMostOnePrimary() =>
        Gen.Select(BodyGen.Body, Stable.Array[1, 3]).Sample(
            (body, operations) =>
            {
                JsonObject current = ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse(body), new NormalizeOptions { ExpectedId = "u1" }).Document;
                if (Outcome(current, string.Join(',', operations)) is not { } outcome) return;
                foreach ((_, JsonNode? value) in outcome.Document)
                    if (value is JsonArray list) Assert.True(list.Count(e => e is JsonObject o && o["primary"] is { } p && (bool)p) <= 1);
            },
            iter: 5_000);

    private static PatchOutcome? Outcome(JsonObject current, string operations)
    {
        try
        {
            return PatchEngine.Apply(Sample.PlantUser, current, Patch.Request(operations), PatchOptions.Default);
        }
        catch (ScimException)
        {
            return null;
        }
    }
}
