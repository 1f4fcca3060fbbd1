using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>Every type of assertion passes on a matching value and, more importantly, fails on a mismatch.</summary>
public sealed class AssertionTests
{
    private const string Document = """
        {"s":"Work","n":3,"d":1.5,"t":true,"z":null,"e":"","l":[],"o":{},"b":{"x":""},"a":[1,2],"emails":[{"type":"work","primary":true},{"type":"home"}],"date":"2026-01-02"}
        """;

    [Theory]
    [InlineData("/s", """{"equals":"Work"}""")]
    [InlineData("/n", """{"equals":3.0}""")]
    [InlineData("/a", """{"equals":[1,2]}""")]
    [InlineData("/emails/0", """{"equals":{"primary":true,"type":"work"}}""")]
    [InlineData("/z", """{"equals":null}""")]
    [InlineData("/s", """{"notEquals":"work"}""")]
    [InlineData("/none", """{"notEquals":"work"}""")]
    [InlineData("/s", """{"ieq":"wORK"}""")]
    [InlineData("/z", """{"exists":true}""")]
    [InlineData("/none", """{"exists":false}""")]
    [InlineData("/none", """{"absent":true}""")]
    [InlineData("/none", """{"unassigned":true}""")]
    [InlineData("/z", """{"unassigned":true}""")]
    [InlineData("/e", """{"unassigned":true}""")]
    [InlineData("/l", """{"unassigned":true}""")]
    [InlineData("/b", """{"unassigned":true}""")]
    [InlineData("/t", """{"assigned":true}""")]
    [InlineData("/a", """{"length":2}""")]
    [InlineData("/none", """{"length":0}""")]
    [InlineData("/s", """{"minLength":4}""")]
    [InlineData("/s", """{"matches":"^w","flags":"i"}""")]
    [InlineData("/n", """{"matches":"^3$"}""")]
    [InlineData("/s", """{"contains":"ork"}""")]
    [InlineData("/emails", """{"contains":{"type":"work"}}""")]
    [InlineData("/emails", """{"notContains":{"type":"other"}}""")]
    [InlineData("/none", """{"notContains":{"type":"other"}}""")]
    [InlineData("/s", """{"oneOf":["Home","Work"]}""")]
    [InlineData("/n", """{"type":"integer"}""")]
    [InlineData("/n", """{"type":"number"}""")]
    [InlineData("/d", """{"type":"number"}""")]
    [InlineData("/z", """{"type":"null"}""")]
    [InlineData("/o", """{"type":"object"}""")]
    [InlineData("/none", """{"type":"absent"}""")]
    [InlineData("/n", """{"gte":3,"lte":3}""")]
    [InlineData("/date", """{"gte":"2026-01-01"}""")]
    [InlineData("/emails", """{"count":{"of":{"primary":true},"is":1}}""")]
    [InlineData("/none", """{"count":{"of":{"primary":true},"is":0}}""")]
    [InlineData("/emails/-1/type", """{"equals":"home"}""")]
    public void Check_OfMatchingValue_FindsNothing(string pointer, string assertion) =>
        Assert.Empty(CheckDocument(pointer, assertion));

    [Theory]
    [InlineData("/s", """{"equals":"work"}""")]
    [InlineData("/none", """{"equals":null}""")]
    [InlineData("/n", """{"equals":"3"}""")]
    [InlineData("/a", """{"equals":[2,1]}""")]
    [InlineData("/emails/0", """{"equals":{"type":"work"}}""")]
    [InlineData("/s", """{"notEquals":"Work"}""")]
    [InlineData("/none", """{"ieq":"Work"}""")]
    [InlineData("/none", """{"exists":true}""")]
    [InlineData("/z", """{"exists":false}""")]
    [InlineData("/e", """{"absent":true}""")]
    [InlineData("/t", """{"unassigned":true}""")]
    [InlineData("/n", """{"unassigned":true}""")]
    [InlineData("/emails", """{"unassigned":true}""")]
    [InlineData("/b", """{"assigned":true}""")]
    [InlineData("/none", """{"assigned":true}""")]
    [InlineData("/a", """{"length":1}""")]
    [InlineData("/z", """{"length":0}""")]
    [InlineData("/n", """{"length":1}""")]
    [InlineData("/s", """{"minLength":5}""")]
    [InlineData("/none", """{"minLength":0}""")]
    [InlineData("/s", """{"matches":"^w"}""")]
    [InlineData("/none", """{"matches":""}""")]
    [InlineData("/s", """{"contains":"ORK"}""")]
    [InlineData("/none", """{"contains":"x"}""")]
    [InlineData("/emails", """{"contains":{"type":"home","primary":true}}""")]
    [InlineData("/emails", """{"notContains":{"primary":true}}""")]
    [InlineData("/s", """{"oneOf":["Home"]}""")]
    [InlineData("/none", """{"oneOf":[null]}""")]
    [InlineData("/d", """{"type":"integer"}""")]
    [InlineData("/s", """{"type":"number"}""")]
    [InlineData("/t", """{"type":"string"}""")]
    [InlineData("/n", """{"gte":4}""")]
    [InlineData("/n", """{"lte":2}""")]
    [InlineData("/none", """{"gte":0}""")]
    [InlineData("/emails", """{"count":{"of":{"primary":true},"is":2}}""")]
    public void Check_OfMismatch_NamesPathAndValue(string pointer, string assertion)
    {
        string wrong = Assert.Single(CheckDocument(pointer, assertion));
        Assert.StartsWith(pointer, wrong, StringComparison.Ordinal);
        Assert.Contains(", got ", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfUnknownAssertionType_IsErrorInFile() =>
        Assert.Throws<FormatException>(() => CheckDocument("/s", """{"equal":"Work"}"""));

    private static IReadOnlyList<string> CheckDocument(string pointer, string assertion)
    {
        using JsonDocument document = JsonDocument.Parse(Document);
        using JsonDocument check = JsonDocument.Parse(assertion);
        return Assertion.CheckValue(check.RootElement, JsonPointer.FindElement(document.RootElement, pointer), pointer);
    }
}
