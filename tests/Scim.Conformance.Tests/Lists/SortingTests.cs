using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lists;

/// <summary>
/// Sorting (RFC 7644 section 3.4.2.3). The attribute's <c>caseExact</c> decides the case sensitivity; resources without
/// a value come last, or first in descending order.
/// </summary>
[Trait("rfc", "7644-3.4.2.3")]
public sealed class SortingTests(SortingTests.SortedUsersFixture fixture)
    : IClassFixture<SortingTests.SortedUsersFixture>
{
    [Theory]
    [InlineData("userName", "ascending", "alpha,Bravo,charlie,Delta,echo")]
    [InlineData("USERNAME", "descending", "echo,Delta,charlie,Bravo,alpha")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName", "ascending", "alpha,Bravo,charlie,Delta,echo")]
    [InlineData("name.familyName", "ascending", "Delta,charlie,Bravo,alpha,echo")]
    [InlineData("name.familyName", "descending", "echo,alpha,Bravo,charlie,Delta")]
    [InlineData("emails", "ascending", "Bravo,Delta,alpha,charlie,echo")]
    [InlineData("emails.value", "ascending", "Bravo,Delta,alpha,charlie,echo")]
    [InlineData(
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "ascending",
        "charlie,echo,alpha,Bravo,Delta"
    )]
    [InlineData("meta.created", "ascending", "alpha,Bravo,charlie,Delta,echo")]
    [InlineData("id", "descending", "echo,Delta,charlie,Bravo,alpha")]
    public async Task Get_WithSortBy_ReturnsSortedResources(string sortBy, string sortOrder, string expected)
    {
        string query = $"sortBy={Uri.EscapeDataString(sortBy)}&sortOrder={sortOrder}";
        Assert.Equal(
            expected.Split(','),
            (await fixture.Tenant.Scim.GetAsync($"/Users?{query}"))
                .AssertStatus(200)
                .GetTexts("/Resources", "/userName")
        );

        // Paging returns the same order.
        List<string> paged = [];
        for (int start = 1; start <= 5; start += 2)
            paged.AddRange(
                (await fixture.Tenant.Scim.GetAsync($"/Users?{query}&startIndex={start}&count=2"))
                    .AssertStatus(200)
                    .GetTexts("/Resources", "/userName")
            );
        Assert.Equal(expected.Split(','), paged);
    }

    /// <summary>Five users whose order differs for each attribute.</summary>
    public sealed class SortedUsersFixture(SharedServer server) : TenantFixture(server)
    {
        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await CreateUserAsync(
                "alpha",
                "Zuse",
                "m",
                new { value = "b@example.com", type = "work" },
                new
                {
                    value = "x@example.com",
                    type = "home",
                    primary = true,
                }
            );
            await CreateUserAsync(
                "Bravo",
                "young",
                "n",
                new { value = "C@example.com", primary = true },
                new { value = "a@example.com" }
            );
            await CreateUserAsync("charlie", "Xenakis", "A", new { value = "y@example.com" });
            await CreateUserAsync("Delta", "wren", "z", new { value = "d@example.com" });
            await CreateUserAsync("echo", null, "b");
        }

        private async Task CreateUserAsync(
            string userName,
            string? familyName,
            string department,
            params object[] emails
        ) =>
            (
                await Tenant.Scim.PostAsync(
                    "/Users",
                    RequestBodies.CreateEnterpriseUser(
                        userName,
                        new { department },
                        new { name = new { familyName }, emails }
                    )
                )
            ).AssertStatus(201);
    }
}
