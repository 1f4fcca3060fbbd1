using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Resources;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchPropertyTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;

    private static readonly Gen<string> SingleValues = Gen.OneOfConst(
        "title",
        "nickName",
        "NAME.givenName",
        "name.familyName",
        $"{EnterpriseUrn}:department",
        "externalId",
        "manager.value"
    );
    private static readonly Gen<string> ListAttributes = Gen.OneOfConst("emails", "roles", "phoneNumbers");
    private static readonly Gen<string> ValueFilters = Gen.OneOfConst(
        "type eq \\\"work\\\"",
        "primary eq true",
        "value eq \\\"b\\\"",
        "type eq \\\"home\\\" and value eq \\\"a\\\"",
        "value pr",
        "not (type eq \\\"work\\\")"
    );
    private static readonly Gen<string> SubAttributes = Gen.OneOfConst("value", "type", "display");
    private static readonly Gen<string> TextValues = Gen.OneOfConst("'a'", "'b'", "'B'", "'work'", "''", "null");
    private static readonly Gen<string> ListElement = Gen.Select(
        TextValues,
        TextValues,
        Gen.OneOfConst("true", "false", "null"),
        (v, t, p) => $"{{'value':{v},'type':{t},'primary':{p}}}"
    );
    private static readonly Gen<string> ListElements = Gen.OneOf(
        ListElement,
        ListElement.Array[0, 3].Select(l => $"[{string.Join(',', l)}]")
    );
    private static readonly Gen<string> SetOperations = Gen.OneOfConst("add", "replace");

    // Sub-attributes used by the path's filter are excluded: changing them would select other values the second time.
    private static readonly Gen<string> StableOperations = Gen.OneOf(
        Gen.Select(SetOperations, SingleValues, TextValues, (o, p, v) => FormatOperation(o, p, v)),
        Gen.Select(SetOperations, ListAttributes, ListElements, (o, p, v) => FormatOperation(o, p, v)),
        Gen.Select(
            SetOperations,
            ListAttributes,
            TextValues,
            (o, p, v) => FormatOperation(o, $"{p}[type eq \\\"work\\\"].value", v)
        ),
        Gen.Select(
            SetOperations,
            ListAttributes,
            TextValues,
            (o, p, v) => FormatOperation(o, $"{p}[value eq \\\"b\\\"].display", v)
        ),
        Gen.Select(
            SetOperations,
            ListAttributes,
            (o, p) => FormatOperation(o, $"{p}[type eq \\\"work\\\"].primary", "true")
        ),
        Gen.Select(
            SetOperations,
            TextValues,
            (o, v) =>
                $"{{'op':'{o}','value':{{'title':{v},'name':{{'givenName':{v}}},'{EnterpriseUrn}':{{'manager':{v}}}}}}}"
        ),
        Gen.OneOf(SingleValues, ListAttributes).Select(p => $"{{'op':'remove','path':'{p}'}}"),
        Gen.Select(ListAttributes, ListElements, (p, v) => FormatOperation("remove", p, v)),
        Gen.Select(ListAttributes, ValueFilters, (p, f) => $"{{'op':'remove','path':'{p}[{f}]'}}"),
        Gen.Select(ListAttributes, ValueFilters, SubAttributes, (p, f, s) => $"{{'op':'remove','path':'{p}[{f}].{s}'}}")
            .Where(o => !o.Contains("not (", StringComparison.Ordinal))
    );

    private static string FormatOperation(string op, string path, string value) =>
        $"{{'op':'{op}','path':'{path}','value':{value}}}";

    [Fact]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_SameOperationTwice_ChangesNothingTheSecondTime() =>
        Gen.Select(BodyGenerator.Body, StableOperations)
            .Sample(
                (body, operation) =>
                {
                    JsonObject current = ResourceNormalizer
                        .NormalizeBody(
                            SampleResources.PlantUser,
                            SampleResources.ParseObject(body),
                            new NormalizeOptions { ExpectedId = "u1" }
                        )
                        .Document;
                    if (ApplyOrNull(current, operation) is not { } once)
                        return;
                    PatchOutcome? twice = ApplyOrNull(once.Document, operation);
                    Assert.NotNull(twice);
                    Assert.Equal(once.Document.ToJsonString(), twice.Document.ToJsonString());
                    Assert.False(twice.IsChanged);
                    Assert.Empty(twice.ChangedAttributes);
                },
                iter: 20_000
            );

    [Fact]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_OperationsTogether_EqualSequentialOperations() =>
        Gen.Select(BodyGenerator.Body, StableOperations.Array[1, 4])
            .Sample(
                (body, operations) =>
                {
                    JsonObject current = ResourceNormalizer
                        .NormalizeBody(
                            SampleResources.PlantUser,
                            SampleResources.ParseObject(body),
                            new NormalizeOptions { ExpectedId = "u1" }
                        )
                        .Document;
                    PatchOutcome? together = ApplyOrNull(current, string.Join(',', operations));
                    JsonObject? step = current;
                    foreach (string operation in operations)
                    {
                        step = step is null ? null : ApplyOrNull(step, operation)?.Document;
                    }

                    Assert.Equal(step?.ToJsonString(), together?.Document.ToJsonString());
                },
                iter: 5_000
            );

    [Fact]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_AnyOperation_LeavesAtMostOnePrimary() =>
        Gen.Select(BodyGenerator.Body, StableOperations.Array[1, 3])
            .Sample(
                (body, operations) =>
                {
                    JsonObject current = ResourceNormalizer
                        .NormalizeBody(
                            SampleResources.PlantUser,
                            SampleResources.ParseObject(body),
                            new NormalizeOptions { ExpectedId = "u1" }
                        )
                        .Document;
                    if (ApplyOrNull(current, string.Join(',', operations)) is not { } outcome)
                        return;
                    foreach ((_, JsonNode? value) in outcome.Document)
                        if (value is JsonArray list)
                            Assert.True(list.Count(e => e is JsonObject o && o["primary"] is { } p && (bool)p) <= 1);
                },
                iter: 5_000
            );

    private static PatchOutcome? ApplyOrNull(JsonObject current, string operations)
    {
        try
        {
            return PatchEngine.ApplyRequest(
                SampleResources.PlantUser,
                current,
                PatchAssert.ParseRequest(operations),
                PatchOptions.Default
            );
        }
        catch (ScimException)
        {
            return null;
        }
    }
}
