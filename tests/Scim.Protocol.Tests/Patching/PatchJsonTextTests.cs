using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

/// <summary>
/// Tests PATCH values that are JSON inside a string: they have the effect of the JSON, or are rejected.
/// </summary>
public sealed class PatchJsonTextTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;
    private const string Emails = "'emails':[{'value':'a@x','type':'work'}]";

    [Theory]
    [InlineData("", "emails", "[{'type':'work','value':'a@x'}]", Emails)]
    [InlineData("", "emails", " {'type':'work','value':'a@x'} ", Emails)]
    [InlineData("", "emails", "['a@x','b@x']", "'emails':[{'value':'a@x'},{'value':'b@x'}]")]
    [InlineData("", "emails[type eq \"work\"]", "{'value':'a@x'}", Emails)]
    [InlineData("", "name", "{'givenName':'Ada'}", "'name':{'givenName':'Ada'}")]
    [InlineData("", $"{EnterpriseUrn}:manager", "{'value':'b'}", $"'{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}")]
    [InlineData("", "manager", "{'managerId':'b'}", $"'{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}")]
    [InlineData("", EnterpriseUrn, "{'department':'D'}", $"'{EnterpriseUrn}':{{'department':'D'}}")]
    [InlineData("", "urn:ietf:params:scim:schemas:core:2.0:User", "{'title':'T'}", "'title':'T'")]
    [InlineData("", "roles", "{'id':'1','value':'admin','displayName':'Admin'}", "'roles':[{'value':'admin'}]")]
    [InlineData(Emails, "emails", "[]", Emails)]
    public void Apply_TextOfJson_HasTheEffectOfTheJson(string before, string path, string json, string after)
    {
        foreach (string op in new[] { "add", "Replace" })
        {
            if (op == "Replace" && json == "[]")
                after = "";
            string text = QuoteText(json);
            PatchAssert.AssertBecomes(
                before,
                $$"""{"op":"{{op}}","path":{{QuotePath(path)}},"value":{{text}}}""",
                after
            );
            PatchAssert.AssertBecomes(
                before,
                $$$"""{"op":"{{{op}}}","value":{{{{QuotePath(path)}}}:{{{text}}}}}""",
                after
            );
        }
    }

    [Theory]
    [InlineData("{'title':'T','emails':[{'value':'a@x','type':'work'}]}", $"'title':'T',{Emails}")]
    [InlineData($"{{'{EnterpriseUrn}':{{'department':'D'}}}}", $"'{EnterpriseUrn}':{{'department':'D'}}")]
    [InlineData("{'active':false}", "'active':false")]
    public void Apply_TextOfJsonWithoutPath_HasTheEffectOfTheJson(string json, string after) =>
        PatchAssert.AssertBecomes("", $$"""{"op":"replace","value":{{QuoteText(json)}}}""", after);

    [Fact]
    public void Apply_TextOfJsonInAnElement_HasTheEffectOfTheJson() =>
        PatchAssert.AssertBecomes(
            "",
            $$"""{"op":"add","path":"emails","value":[{{QuoteText("{'value':'a@x','type':'work'}")}}]}""",
            Emails
        );

    [Fact]
    public void Apply_RemoveOfTextOfJson_RemovesTheListedValues() =>
        PatchAssert.AssertBecomes(
            "'emails':[{'value':'a@x','type':'work'},{'value':'b@x'}]",
            $$"""{"op":"remove","path":"emails","value":{{QuoteText("[{'value':'b@x'}]")}}}""",
            Emails
        );

    [Theory]
    [InlineData("title", "[{'value':'x'}]")]
    [InlineData("emails[type eq \"work\"].value", "{'value':'x'}")]
    [InlineData($"{SampleResources.PlantUrn}:tags", "['x']")]
    public void Apply_TextForAPlainValue_KeepsTheText(string path, string json)
    {
        string text = SampleResources.ToJson(json);
        PatchOutcome outcome = PatchAssert.PatchAda(
            "",
            $$"""{"op":"add","path":{{QuotePath(path)}},"value":{{QuoteText(json)}}}"""
        );
        Assert.Contains(
            JsonValue.Create(text).ToJsonString(),
            outcome.Document.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("emails", "[{'value':'a@x'")]
    [InlineData("emails", "[{'value':'a@x'}] x")]
    [InlineData("emails", "[{'value':'a@x','VALUE':'b@x'}]")]
    [InlineData("emails", "{value:'a@x'}")]
    [InlineData("emails", "[[{'value':'a@x'}]]")]
    [InlineData("emails", "[true]")]
    [InlineData("emails[type eq \"work\"]", "[{'value':'a@x'},{'value':'b@x'}]")]
    [InlineData("name", "{'givenName':true}")]
    [InlineData("name", "{'givenName'")]
    [InlineData("name", "Ada")]
    [InlineData("manager", "{'value'")]
    [InlineData(EnterpriseUrn, "{'department'")]
    [InlineData(EnterpriseUrn, "Sales")]
    public void Apply_TextOfInvalidJson_IsInvalidValue(string path, string json)
    {
        foreach (
            string operation in new[]
            {
                $$"""{"op":"add","path":{{QuotePath(path)}},"value":{{QuoteText(json)}}}""",
                $$$"""{"op":"replace","value":{{{{QuotePath(path)}}}:{{{QuoteText(json)}}}}}""",
            }
        )
        {
            ScimError error = PatchAssert.AssertFails("", operation);
            Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
            Assert.StartsWith("Operations[0]", error.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("a@x", error.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("title")]
    [InlineData("[1]")]
    [InlineData("{'title'")]
    public void Apply_InvalidTextWithoutPath_IsInvalidValue(string text) =>
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            PatchAssert.AssertFails("", $$"""{"op":"replace","value":{{QuoteText(text)}}}""").Kind
        );

    [Theory]
    [InlineData("add", "[{'value':'a'},{'value':'b'}]", "add a b")]
    [InlineData("remove", "[{'value':'a'}]", "remove a")]
    [InlineData("remove", "{'value':'a'}", "remove a")]
    [InlineData("replace", "['a']", "replace a")]
    public void Apply_MembersAsTextOfJson_BecomeEdits(string op, string json, string edits)
    {
        string operation = $$"""{"op":"{{op}}","path":"members","value":{{QuoteText(json)}}}""";
        Assert.Equal(edits, PatchMemberTests.FormatEdits(PatchAssert.PatchCrew(operation).MemberEdits));
        operation = $$"""{"op":"{{op}}","path":"members","value":[{{QuoteText("{'value':'a'}")}}]}""";
        Assert.Equal($"{op} a", PatchMemberTests.FormatEdits(PatchAssert.PatchCrew(operation).MemberEdits));
    }

    [Theory]
    [InlineData("add")]
    [InlineData("remove")]
    [InlineData("replace")]
    public void Apply_MembersAsTextOfInvalidJson_IsInvalidValue(string op) =>
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            SampleResources
                .AssertThrows(() =>
                    PatchAssert.PatchCrew(
                        $$"""{"op":"{{op}}","path":"members","value":{{QuoteText("[{'value':'a'}")}}}"""
                    )
                )
                .Kind
        );

    [Fact]
    public void Parse_MembersAsTextOfJson_CountTowardsTheLimit() =>
        Assert.Equal(
            ScimErrorKind.TooMany,
            SampleResources
                .AssertThrows(() =>
                    PatchRequest.Parse(
                        SampleResources.GetUtf8Bytes(
                            $$"""{"Operations":[{"op":"add","path":"members","value":{{QuoteText("['a','b']")}}}]}"""
                        ),
                        SampleResources.Group,
                        new JsonLimits { MaxMembersPerRequest = 1 },
                        FilterLimits.Default
                    )
                )
                .Kind
        );

    private static string QuoteText(string json) => JsonValue.Create(SampleResources.ToJson(json)).ToJsonString();

    private static string QuotePath(string path) => JsonValue.Create(path).ToJsonString();
}
