using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Filters;

/// <summary>
/// A malformed filter is <c>invalidFilter</c>, in a query and in <c>.search</c>; it never returns an empty list.
/// </summary>
[Trait("rfc", "7644-3.4.2.2")]
public sealed class FilterErrorTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    public static TheoryData<string> InvalidFilters =>
        [
            "userName",
            "userName eq",
            "eq \"a\"",
            "userName eq \"a",
            "userName eq a\"",
            "userName eq abc",
            "userName eq 'abc'",
            "userName is \"a\"",
            "userName = \"a\"",
            "userName eq \"a\" userName eq \"b\"",
            "userName eq \"a\" and",
            "and userName eq \"a\"",
            "userName eq \"a\" xor title pr",
            "not userName eq \"a\"",
            "not",
            "(userName eq \"a\"",
            "userName eq \"a\")",
            "()",
            "userName pr \"a\"",
            "emails[type eq \"work\"",
            "emails type eq \"work\"]",
            "emails[]",
            "emails[type eq \"a\"]]",
            "emails[0]",
            "emails[type eq \"a\"].nothing eq \"b\"",
            "emails[emails[type eq \"a\"]]",
            "name..familyName eq \"a\"",
            ".userName eq \"a\"",
            "userName. eq \"a\"",
            "userName eq \"\\x\"",
            "userName eq \"\\u12\"",
            "userName eq \"\\ud800\"",
            "userName eq \"a\\u0000\"",
            "userName eq {}",
            "userName eq [\"a\"]",
            "userName eq tru",
            "userName eq 1",
            "userName eq true",
            "active gt true",
            "active co \"t\"",
            "active eq \"maybe\"",
            "active eq 1",
            "meta.created gt \"yesterday\"",
            "meta.created co \"2020\"",
            "meta.created gt 5",
            "title gt null",
            "password eq \"secret\"",
            "password pr",
            "shoeSize eq \"43\"",
            "name.shoeSize eq \"43\"",
            "urn:example:nothing:attr eq \"a\"",
            "userName.value eq \"a\"",
            "userName eq \"a\"\u00a0",
            "name eq \"a\"",
            "userName[value eq \"a\"]",
            "\"userName\" eq \"a\"",
            "userName eq -",
            "userName eq 1e",
            "%",
            "\\",
            "\"",
            "userName eq \"\t\"\"",
        ];

    [Theory, MemberData(nameof(InvalidFilters))]
    public async Task Query_WithMalformedFilter_IsInvalidFilter(string filter)
    {
        (await fixture.Tenant.Scim.QueryResourcesAsync("/Users", filter)).AssertError(400, "invalidFilter");
        (await fixture.Tenant.Scim.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { filter }))).AssertError(
            400,
            "invalidFilter"
        );
    }

    [Fact]
    public async Task Query_WithUnknownAttribute_NamesIt() =>
        Assert.Contains(
            "shoeSize",
            (await fixture.Tenant.Scim.QueryResourcesAsync("/Users", "shoeSize eq \"43\""))
                .AssertError(400, "invalidFilter")
                .GetText("/detail"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData('(', ')')]
    [InlineData('[', ']')]
    public async Task Query_WithDeepNesting_Is400(char open, char close)
    {
        foreach (int depth in new[] { 200, 2000, 20_000 })
        {
            string filter =
                open == '('
                    ? $"{new string(open, depth)}userName pr{new string(close, depth)}"
                    : $"{string.Concat(Enumerable.Repeat("emails[", depth))}type pr{new string(close, depth)}";
            (
                await fixture.Tenant.Scim.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { filter }))
            ).AssertError(400);
        }
    }

    [Fact]
    public async Task Query_WithDeepNot_Is400()
    {
        string filter = string.Concat(Enumerable.Repeat("not (", 5000)) + "userName pr" + new string(')', 5000);
        (await fixture.Tenant.Scim.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { filter }))).AssertError(
            400
        );
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public async Task Query_WithOversizedFilter_IsRejected(int length)
    {
        string[] filters =
        [
            $"userName eq \"{new string('a', length)}\"",
            string.Join(" or ", Enumerable.Repeat("userName eq \"a\"", length / 19)),
            new string('a', length),
            new string(' ', length),
        ];
        foreach (string filter in filters)
        {
            (
                await fixture.Tenant.Scim.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { filter }))
            ).AssertError(400);
            ScimResponse byQuery = await fixture.Tenant.Scim.QueryResourcesAsync("/Users", filter);
            Assert.InRange(byQuery.Status, 400, 499);
        }
    }
}
