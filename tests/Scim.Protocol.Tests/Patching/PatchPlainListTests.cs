using Scim.Protocol.Errors;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

/// <summary>Tests PATCH of lists of plain values, whose values are addressed as <c>value</c>.</summary>
public sealed class PatchPlainListTests
{
    private const string Path = $"{SampleResources.PlantUrn}:tags";

    [Theory]
    [InlineData("remove", "[value eq \\\"A\\\"]", null, "'B'")]
    [InlineData("remove", "[value eq \\\"a\\\"].value", null, "'B'")]
    [InlineData("remove", "[value eq \\\"A\\\" or value eq \\\"B\\\"]", null, "")]
    [InlineData("remove", "[value ne \\\"A\\\"]", null, "'A'")]
    [InlineData("remove", "[not (value sw \\\"A\\\") and value pr]", null, "'A'")]
    [InlineData("remove", "[value eq \\\"C\\\"]", null, "'A','B'")]
    [InlineData("remove", ".value", null, "")]
    [InlineData("remove", "", "[{'value':'A'}]", "'B'")]
    [InlineData("remove", "", "{'value':['b']}", "'A'")]
    [InlineData("replace", "[value eq \\\"A\\\"]", "'C'", "'C','B'")]
    [InlineData("replace", "[value eq \\\"A\\\"]", "{'value':'C'}", "'C','B'")]
    [InlineData("replace", "[value eq \\\"A\\\"].value", "['C']", "'C','B'")]
    [InlineData("replace", "[value eq \\\"A\\\"]", "'B'", "'B'")]
    [InlineData("replace", "[value eq \\\"A\\\"]", "null", "'B'")]
    [InlineData("replace", "[value eq \\\"A\\\"]", "{'value':''}", "'B'")]
    [InlineData("replace", "[value eq \\\"C\\\"]", "'D'", "'A','B','D'")]
    [InlineData("replace", "", "[{'value':'C'},'D']", "'C','D'")]
    [InlineData("replace", ".value", "[{'value':'C'}]", "'C'")]
    [InlineData("replace", "", "[{'value':null},{}]", "")]
    [InlineData("add", "[value eq \\\"C\\\"]", "'C'", "'A','B','C'")]
    [InlineData("add", "[value eq \\\"A\\\"]", "'A'", "'A','B'")]
    [InlineData("add", "", "[{'value':'C'}]", "'A','B','C'")]
    [InlineData("add", "", "{'VALUE':'C','type':'x'}", "'A','B','C'")]
    [InlineData("add", ".value", "'a'", "'A','B'")]
    public void Apply_ToPlainList_ChangesTheValues(string op, string selection, string? value, string after)
    {
        string operation = value is null
            ? $"{{'op':'{op}','path':'{Path}{selection}'}}"
            : $"{{'op':'{op}','path':'{Path}{selection}','value':{value}}}";
        string expected = after.Length == 0 ? "" : $"'{Path}':[{after}]";
        PatchAssert.AssertBecomes($"'{Path}':['A','B']", operation, expected);
        if (op == "remove")
            return;
        PatchAssert.AssertBecomes(
            $"'{Path}':['A','B']",
            $"{{'op':'{op}','value':{{'{Path}{selection}':{value}}}}}",
            expected
        );
    }

    [Theory]
    [InlineData("replace", "[value co \\\"C\\\"]", "'D'", ScimErrorKind.NoTarget)]
    [InlineData("replace", "[type eq \\\"A\\\"]", "'D'", ScimErrorKind.InvalidFilter)]
    [InlineData("replace", "[value eq \\\"A\\\"].type", "'D'", ScimErrorKind.InvalidPath)]
    [InlineData("replace", "[value eq \\\"A\\\"]", "['C','D']", ScimErrorKind.InvalidValue)]
    [InlineData("replace", "[value eq \\\"A\\\"]", "{'type':'C'}", ScimErrorKind.InvalidValue)]
    [InlineData("replace", "", "[{'value':['C','D']}]", ScimErrorKind.InvalidValue)]
    [InlineData("add", "", "[{'value':{'value':'C'}}]", ScimErrorKind.InvalidValue)]
    [InlineData("add", "", "[{'display':'C'}]", ScimErrorKind.InvalidValue)]
    public void Apply_InvalidChangeOfPlainList_Fails(string op, string selection, string value, ScimErrorKind kind) =>
        Assert.Equal(
            kind,
            PatchAssert
                .AssertFails($"'{Path}':['A','B']", $"{{'op':'{op}','path':'{Path}{selection}','value':{value}}}")
                .Kind
        );

    [Fact]
    public void Apply_ReplaceOfMissingValue_IsNoTargetUnlessReplaceCreates() =>
        Assert.Equal(
            ScimErrorKind.NoTarget,
            PatchAssert
                .AssertFails(
                    $"'{Path}':['A']",
                    $"{{'op':'replace','path':'{Path}[value eq \\\"B\\\"]','value':'C'}}",
                    PatchAssert.StrictOptions
                )
                .Kind
        );
}
