namespace Scim.Conformance.Tests.Filters;

/// <summary>
/// The filter grammar over HTTP, in a query and in <c>.search</c>: which of four users each filter selects.
/// </summary>
[Trait("rfc", "7644-3.4.2.2")]
public sealed class UserFilterTests(FilterUsersFixture fixture) : IClassFixture<FilterUsersFixture>
{
    [Theory]
    // String operators; case-insensitive unless the schema says caseExact.
    [InlineData("userName eq \"ADA\"", "ada")]
    [InlineData("userName ne \"ada\"", "bob cleo dan")]
    [InlineData("userName co \"a\"", "ada dan")]
    [InlineData("userName sw \"B\"", "bob")]
    [InlineData("userName ew \"N\"", "dan")]
    [InlineData("userName gt \"bob\"", "cleo dan")]
    [InlineData("userName ge \"BOB\"", "bob cleo dan")]
    [InlineData("userName lt \"bob\"", "ada")]
    [InlineData("userName le \"bob\"", "ada bob")]
    [InlineData("userName pr", "ada bob cleo dan")]
    [InlineData("title eq \"analyst\"", "ada dan")]
    [InlineData("title co \"\"", "ada bob dan")]
    [InlineData("externalId eq \"Ext-A\"", "ada")]
    [InlineData("externalId eq \"ext-a\"", "")]
    [InlineData("id eq \"{bob}\"", "bob")]
    [InlineData("id eq \"unknown\"", "")]
    // Missing values.
    [InlineData("title pr", "ada bob dan")]
    [InlineData("not (title pr)", "cleo")]
    [InlineData("title ne \"Pilot\"", "ada cleo dan")]
    [InlineData("title eq null", "cleo")]
    [InlineData("title ne null", "ada bob dan")]
    [InlineData("not (title gt \"b\")", "ada cleo dan")]
    // Booleans.
    [InlineData("active eq true", "ada cleo dan")]
    [InlineData("active eq false", "bob")]
    [InlineData("active eq \"True\"", "ada cleo dan")]
    [InlineData("active ne true", "bob")]
    [InlineData("not (active eq true)", "bob")]
    // Attribute names in any case, with or without URN; operators in any case.
    [InlineData("USERNAME EQ \"ada\" OR UserName Eq \"bob\"", "ada bob")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"ada\"", "ada")]
    [InlineData("URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER:NAME.GIVENNAME eq \"bob\"", "bob")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"RESEARCH\"", "ada cleo")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"{ada}\"", "bob cleo")]
    [InlineData("manager eq \"{ada}\"", "bob cleo")]
    [InlineData("id eq \"{bob}\" and manager eq \"{ada}\"", "bob")]
    [InlineData("employeeNumber eq \"701\"", "ada")]
    // Complex and multi-valued attributes.
    [InlineData("name.familyName eq \"LOVELACE\"", "ada cleo")]
    [InlineData("name pr and not (name.givenName pr)", "cleo")]
    [InlineData("emails eq \"ada@home.example\"", "ada")]
    [InlineData("emails co \"work.example\"", "ada bob")]
    [InlineData("emails.type eq \"work\" and emails.value ew \"home.example\"", "ada")]
    [InlineData("emails[type eq \"work\" and value ew \"home.example\"]", "")]
    [InlineData("emails[type eq \"home\" and value ew \"work.example\"]", "bob")]
    [InlineData("emails[type eq \"work\"].value eq \"ada@work.example\"", "ada")]
    [InlineData("emails[primary eq true].value sw \"ada\"", "ada")]
    [InlineData("emails[not (type eq \"work\")]", "ada bob")]
    [InlineData("emails pr", "ada bob")]
    [InlineData("phoneNumbers[type eq \"mobile\" or type eq \"work\"] and active eq true", "cleo")]
    [InlineData("addresses pr", "")]
    // Precedence of "and" over "or", parentheses, "not".
    [InlineData("userName eq \"ada\" or userName eq \"bob\" and title eq \"Nope\"", "ada")]
    [InlineData("(userName eq \"ada\" or userName eq \"bob\") and userType eq \"guest\"", "bob")]
    [InlineData("not (userName eq \"ada\" or userName eq \"bob\")", "cleo dan")]
    [InlineData("not (not (userName eq \"ada\"))", "ada")]
    [InlineData("((((userName eq \"ada\"))))", "ada")]
    // Characters that are special in SQL, JSON or LIKE patterns.
    [InlineData("displayName eq \"Bob \\\"Quote\\\" O'Malley\"", "bob")]
    [InlineData("name.familyName eq \"o'malley\"", "bob")]
    [InlineData("displayName eq \"CL\u00c9O \u674e\u96f7 \U0001F433\"", "cleo")]
    [InlineData("displayName co \"\\u674e\\u96F7\"", "cleo")]
    [InlineData("nickName eq \"100%_sure\\\\\"", "cleo")]
    [InlineData("nickName co \"%_\"", "cleo")]
    [InlineData("nickName co \"%\"", "cleo")]
    [InlineData("userName co \"%\"", "")]
    [InlineData("userName co \"_\"", "")]
    [InlineData("userName eq \"ada' OR '1'='1\"", "")]
    [InlineData("userName eq \"ada\\\"; DROP TABLE scim_resource; --\"", "")]
    [InlineData("userName eq \"*\"", "")]
    // Groups and timestamps.
    [InlineData("groups.value eq \"{crew}\"", "ada bob")]
    [InlineData("groups.value eq \"{fleet}\"", "ada bob cleo")]
    [InlineData("groups pr", "ada bob cleo")]
    [InlineData("meta.created gt \"2020-01-01T00:00:00Z\"", "ada bob cleo dan")]
    [InlineData("meta.lastModified lt \"2020-01-01T00:00:00+02:00\"", "")]
    [InlineData("meta.resourceType eq \"User\"", "ada bob cleo dan")]
    public async Task Query_WithFilter_SelectsMatchingUsers(string filter, string expected)
    {
        filter = fixture.FillIds(filter);
        string[] names = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        ScimResponse list = (await fixture.Tenant.Scim.QueryResourcesAsync("/Users", filter)).AssertStatus(200);
        Assert.Equal(names, list.GetTexts("/Resources", "/userName").Order(StringComparer.Ordinal));
        Assert.Equal(names.Length, list.TotalResults);

        ScimResponse search = (
            await fixture.Tenant.Scim.PostAsync("/Users/.search", RequestBodies.CreateSearch(new { filter }))
        ).AssertStatus(200);
        Assert.Equal(names, search.GetTexts("/Resources", "/userName").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Query_ByTimestamps_ComparesInstants()
    {
        // Some users may have been created in the same millisecond.
        var created = new Dictionary<string, DateTimeOffset>();
        foreach (string name in new[] { "ada", "bob", "cleo", "dan" })
            created[name] = DateTimeOffset.Parse(
                (await fixture.Tenant.Scim.GetAsync($"/Users/{fixture[name]}"))
                    .AssertStatus(200)
                    .GetText("/meta/created"),
                System.Globalization.CultureInfo.InvariantCulture
            );
        DateTimeOffset pivot = created["cleo"];
        foreach (DateTimeOffset form in new[] { pivot, pivot.ToOffset(TimeSpan.FromHours(5.5)) })
        {
            string instant = form.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            foreach (
                (string op, Func<DateTimeOffset, bool> selects) in new (string, Func<DateTimeOffset, bool>)[]
                {
                    ("eq", t => t == pivot),
                    ("gt", t => t > pivot),
                    ("lt", t => t < pivot),
                }
            )
            {
                Assert.Equal(
                    created.Where(c => selects(c.Value)).Select(c => c.Key),
                    (await fixture.Tenant.Scim.QueryResourcesAsync("/Users", $"meta.created {op} \"{instant}\""))
                        .AssertStatus(200)
                        .GetTexts("/Resources", "/userName")
                        .Order()
                );
            }
        }
    }

    [Fact]
    public async Task Query_WithSpacesEncodedAsPlus_IsDecoded() =>
        Assert.Equal(
            ["ada"],
            (await fixture.Tenant.Scim.GetAsync("/Users?filter=userName+eq+%22ada%22&attributes=userName"))
                .AssertStatus(200)
                .GetTexts("/Resources", "/userName")
        );

    [Fact]
    public async Task Query_WithUnknownParameters_IgnoresThem() =>
        Assert.Equal(
            4,
            (await fixture.Tenant.Scim.GetAsync("/Users?aadOptscim062020&color=blue&count=10"))
                .AssertStatus(200)
                .TotalResults
        );
}
