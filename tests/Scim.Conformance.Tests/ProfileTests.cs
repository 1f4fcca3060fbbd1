using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Workplace.Uploads;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests;

/// <summary>
/// The tenant's attribute profile applies to every request that writes users: POST, PUT and PATCH in all their forms.
/// </summary>
public sealed class ProfileTests(SharedServer server)
{
    private const string Secret = "Sesame-Street";

    [Fact]
    public async Task Format_ViolatedByAnyRequest_IsInvalidValueNamingAttributeRuleAndShape()
    {
        TestTenant tenant = await CreateTenantAsync(
            new
            {
                fields = new Dictionary<string, object>
                {
                    ["title"] = new { type = "text", maxLength = 5 },
                    ["emails"] = new { type = "email" },
                },
            }
        );
        ScimClient scim = tenant.Scim;
        string user = await scim.CreateUserAsync(
            "ada",
            new { title = "Chief", emails = new[] { new { value = "a@b.example" } } }
        );
        ScimResponse[] refused =
        [
            await scim.PostAsync("/Users", RequestBodies.CreateUser("bob", new { title = Secret })),
            await scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser("ada", new { title = Secret })),
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", Secret))
            ),
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation(null, new { title = Secret }))
            ),
        ];
        Assert.All(
            refused,
            response =>
            {
                string detail = response.AssertError(400, "invalidValue").GetText("/detail");
                Assert.Contains(
                    "title: must have at most 5 characters; the value is a string of 13 characters"
                        + " (letters, other characters)",
                    detail,
                    StringComparison.Ordinal
                );
                Assert.DoesNotContain(Secret, response.Body, StringComparison.Ordinal);
            }
        );
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(
                    RequestBodies.AddOperation("emails", new[] { new { value = "nonsense", type = "home" } })
                )
            )
        ).AssertError(400, "invalidValue");
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("emails[type eq \"work\"].value", "nonsense"))
            )
        ).AssertError(400, "invalidValue");
        ScimResponse kept = (await scim.GetAsync($"/Users/{user}")).AssertStatus(200);
        Assert.Equal(
            ("Chief", "a@b.example", 1),
            (kept.GetText("/title"), kept.GetText("/emails/0/value"), kept.GetElement("/emails").GetArrayLength())
        );
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "Boss"))
            )
        ).AssertStatus(200, 204);
        Assert.Equal(1, (await scim.GetAsync("/Users?count=0")).TotalResults);
    }

    [Fact]
    public async Task Rule_AddedLater_KeepsExistingValuesAndAllowsDeactivation()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string user = await tenant.Scim.CreateUserAsync("old", new { title = "A title far too long" });
        await SetProfileAsync(
            tenant,
            new
            {
                fields = new Dictionary<string, object>
                {
                    ["title"] = new { type = "text", maxLength = 5 },
                    ["name.givenName"] = new { required = true },
                },
            }
        );
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", false))
            )
        ).AssertStatus(200, 204);
        (
            await tenant.Scim.PutAsync(
                $"/Users/{user}",
                RequestBodies.CreateUser("old", new { title = "A title far too long", active = true })
            )
        ).AssertStatus(200);
        (
            await tenant.Scim.PutAsync(
                $"/Users/{user}",
                RequestBodies.CreateUser("old", new { title = "Another title too long" })
            )
        ).AssertError(400, "invalidValue");
    }

    [Fact]
    public async Task Required_MissingOrRemoved_IsInvalidValue()
    {
        TestTenant tenant = await CreateTenantAsync(
            new { fields = new Dictionary<string, object> { ["name.givenName"] = new { required = true } } }
        );
        ScimClient scim = tenant.Scim;
        Assert.Contains(
            "name.givenName",
            (await scim.PostAsync("/Users", RequestBodies.CreateUser("ada")))
                .AssertError(400, "invalidValue")
                .GetText("/detail"),
            StringComparison.Ordinal
        );
        string user = await scim.CreateUserAsync("ada", new { name = new { givenName = "Ada" } });
        (await scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser("ada"))).AssertError(400, "invalidValue");
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation("name.givenName"))
            )
        ).AssertError(400, "invalidValue");
        (
            await scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(RequestBodies.RemoveOperation("name")))
        ).AssertError(400, "invalidValue");
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("name.givenName", ""))
            )
        ).AssertError(400, "invalidValue");
        Assert.Equal("Ada", (await scim.GetAsync($"/Users/{user}")).GetText("/name/givenName"));
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("ignore")]
    [InlineData("accept")]
    public async Task Unsupported_UnderEachPolicy_AppliesToEveryRequestForm(string policy)
    {
        TestTenant tenant = await CreateTenantAsync(
            new
            {
                unsupported = new Dictionary<string, string>
                {
                    ["manager"] = policy,
                    ["reportTo"] = policy,
                    ["name.honorificPrefix"] = policy,
                },
            }
        );
        ScimClient scim = tenant.Scim;
        string user = await scim.CreateUserAsync("ada", new { name = new { givenName = "Ada" } });
        JsonObject[] operations =
        [
            RequestBodies.AddOperation($"{ScimUrns.Enterprise}:manager", "boss"),
            RequestBodies.ReplaceOperation($"{ScimUrns.Enterprise}:manager.value", "boss"),
            RequestBodies.ReplaceOperation("manager", new { value = "boss" }),
            RequestBodies.ReplaceOperation(
                null,
                new Dictionary<string, object> { [ScimUrns.Enterprise] = new { manager = new { value = "boss" } } }
            ),
            RequestBodies.ReplaceOperation(
                null,
                new Dictionary<string, object> { [$"{ScimUrns.Enterprise}:manager"] = "boss" }
            ),
            RequestBodies.ReplaceOperation(ScimUrns.Enterprise, new { manager = new { value = "boss" } }),
            RequestBodies.ReplaceOperation("name", new { givenName = "Ada", honorificPrefix = "boss" }),
            RequestBodies.AddOperation("name.honorificPrefix", "boss"),
        ];
        foreach (JsonObject operation in operations)
            AssertPolicy(
                policy,
                await scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(operation)),
                operation.ToJsonString()
            );
        AssertPolicy(
            policy,
            await scim.PutAsync(
                $"/Users/{user}",
                RequestBodies.CreateEnterpriseUser(
                    "ada",
                    new { manager = new { value = "boss" } },
                    new { name = new { givenName = "Ada" } }
                )
            ),
            "PUT"
        );
        AssertPolicy(
            policy,
            await scim.PostAsync(
                "/Users",
                RequestBodies.CreateEnterpriseUser("bob", new { manager = new { value = "boss" }, department = "D" })
            ),
            "POST"
        );
        AssertPolicy(
            policy,
            await scim.PostAsync("/Users", RequestBodies.CreateUser("carl", new { reportTo = "boss" })),
            "POST of what no schema knows"
        );
        if (policy != "accept")
            AssertPolicy(
                policy,
                await scim.PatchAsync(
                    $"/Users/{user}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("reportTo", "boss"))
                ),
                "PATCH of what no schema knows"
            );

        ScimResponse all = (await scim.GetAsync("/Users")).AssertStatus(200);
        Assert.Equal(policy == "accept", all.Body.Contains("boss", StringComparison.Ordinal));

        // Sending no value, or removing one, does not use the unsupported attribute.
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation("displayName", "Ada"),
                    RequestBodies.ReplaceOperation("manager", null)
                )
            )
        ).AssertStatus(200, 204);
        (await scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser("ada", new { reportTo = "" }))).AssertStatus(
            200
        );
    }

    [Fact]
    public async Task Unsupported_Ignored_AppliesTheRestOfRequest()
    {
        TestTenant tenant = await CreateTenantAsync(
            new { unsupported = new Dictionary<string, string> { ["reportTo"] = "ignore" } }
        );
        string user = await tenant.Scim.CreateUserAsync("ada");
        ScimResponse patched = (
            await tenant.Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation("reportTo", "x"),
                    RequestBodies.ReplaceOperation("title", "Chief")
                )
            )
        ).AssertStatus(200);
        Assert.Equal("Chief", patched.GetText("/title"));
        string version = patched.ETag;
        Assert.Equal(
            version,
            (
                await tenant.Scim.PatchAsync(
                    $"/Users/{user}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("reportTo", "x"))
                )
            )
                .AssertStatus(200)
                .ETag
        );
    }

    [Theory]
    [InlineData("overwrite")]
    [InlineData("keep")]
    public async Task EmptyValues_UnderEachPolicy_ApplyToPutAndPatch(string blanks)
    {
        TestTenant tenant = await CreateTenantAsync(new { blanks });
        ScimClient scim = tenant.Scim;
        object full = new
        {
            title = "Chief",
            name = new { givenName = "Ada", familyName = "King" },
            emails = new[] { new { value = "a@b.example" } },
            phoneNumbers = new[] { new { value = "tel:+1-555" } },
        };
        string user = await scim.CreateUserAsync("ada", full);
        (
            await scim.PutAsync(
                $"/Users/{user}",
                RequestBodies.CreateUser(
                    "ada",
                    new
                    {
                        title = "",
                        name = new { givenName = (string?)null, familyName = "Byron" },
                        emails = Array.Empty<object>(),
                        phoneNumbers = new[] { new { value = "", type = "work" } },
                    }
                )
            )
        ).AssertStatus(200);
        ScimResponse shown = (await scim.GetAsync($"/Users/{user}")).AssertStatus(200);
        Assert.Equal(blanks == "keep", shown.HasElement("/title"));
        Assert.Equal(blanks == "keep", shown.HasElement("/name/givenName"));
        Assert.Equal(blanks == "keep", shown.HasElement("/emails/0"));
        Assert.Equal(blanks == "keep", shown.HasElement("/phoneNumbers/0"));
        Assert.Equal("Byron", shown.GetText("/name/familyName"));

        (await scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser("ada", full))).AssertStatus(200);
        (
            await scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation("title", ""),
                    RequestBodies.ReplaceOperation("phoneNumbers", new[] { new { value = "", type = "work" } }),
                    RequestBodies.ReplaceOperation(null, new { displayName = "A", name = new { givenName = "" } })
                )
            )
        ).AssertStatus(200, 204);
        shown = (await scim.GetAsync($"/Users/{user}")).AssertStatus(200);
        Assert.Equal(blanks == "keep", shown.HasElement("/title"));
        Assert.Equal(blanks == "keep", shown.HasElement("/name/givenName"));
        Assert.Equal(blanks == "keep", shown.HasElement("/phoneNumbers/0"));
        Assert.Equal("A", shown.GetText("/displayName"));

        // Whatever the policy, a PUT removes attributes that it omits, and the operation remove removes a value.
        (await scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser("ada", full))).AssertStatus(200);
        (
            await scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(RequestBodies.RemoveOperation("title")))
        ).AssertStatus(200, 204);
        Assert.False((await scim.GetAsync($"/Users/{user}")).HasElement("/title"));
        (await scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser("ada"))).AssertStatus(200);
        Assert.False((await scim.GetAsync($"/Users/{user}")).HasElement("/name"));
    }

    [Fact]
    public async Task Preset_Igloo_AppliesWorkplaceSettings()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse settings = (
            await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", new { preset = "igloo" })
        ).AssertStatus(200);
        Assert.Equal(
            ("igloo", "match", "reject", "overwrite"),
            (
                settings.GetText("/preset"),
                settings.GetText("/groupNamePolicy"),
                settings.GetText("/profile/unsupported/manager"),
                settings.GetText("/profile/blanks")
            )
        );
        ScimClient scim = tenant.Scim;
        (await scim.PostAsync("/Users", RequestBodies.CreateUser("ada"))).AssertError(400, "invalidValue");
        (
            await scim.PostAsync("/Users", RequestBodies.CreateUser("ada", new { name = new { givenName = "Ada" } }))
        ).AssertError(400, "invalidValue");
        object names = new { name = new { givenName = "Ada", familyName = "King" } };
        (
            await scim.PostAsync(
                "/Users",
                RequestBodies.CreateEnterpriseUser("ada", new { manager = new { value = "x" } }, names)
            )
        ).AssertError(400, "invalidValue");
        await scim.CreateUserAsync("ada", names);
        Assert.Equal(0, (await scim.QueryResourcesAsync("/Users", "title pr")).TotalResults);

        (
            await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", new { preset = "iglu" })
        ).AssertStatus(400);
        (
            await server.Operator.SendRequestAsync(
                "PATCH",
                $"/tenants/{tenant.Id}/settings",
                new { profile = (object?)null, preset = (string?)null }
            )
        ).AssertStatus(200);
        await scim.CreateUserAsync("bob");
    }

    [Fact]
    public async Task Upload_OfRowsThatViolateRule_FailsThoseRowsWithTheRule()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await server.Operator.ChangeSettingsAsync(
            tenant.Id,
            new { preset = "igloo", profile = new { fields = new { title = new { type = "text", maxLength = 5 } } } }
        );
        await tenant.Scim.CreateUserAsync(
            "ada",
            new { name = new { givenName = "Ada", familyName = "King" }, title = "Chief" }
        );
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimResponse ended = await api.RunUploadAsync(
            """
            userName,name.givenName,name.familyName,title,manager
            bob,Bob,Builder,Boss,
            carl,Carl,,Boss,
            dora,Dora,Doe,Sesame-Street,
            emil,Emil,Eck,Boss,x
            ada,Ada,King,,
            """
        );
        Assert.Equal(3, ended.GetInt32("/rows/failed"));
        string errors = (await api.GetAsync($"/uploads/{ended.Id}/errors")).AssertStatus(200).Body;
        foreach (
            string rule in new[]
            {
                "name.familyName: this tenant requires a value",
                "title: must have at most 5 characters",
                "manager: this tenant does not support",
            }
        )
            Assert.Contains(rule, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Sesame", errors, StringComparison.Ordinal);
        Assert.Equal(
            ["ada", "bob"],
            (await tenant.Scim.GetAsync("/Users"))
                .AssertStatus(200)
                .GetTexts("/Resources", "/userName")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            0,
            (await tenant.Scim.QueryResourcesAsync("/Users", "userName eq \"ada\" and title pr"))
                .AssertStatus(200)
                .TotalResults
        );
    }

    [Fact]
    public async Task Profile_OfOneTenant_DoesNotAffectOthers()
    {
        await CreateTenantAsync(new { unsupported = new Dictionary<string, string> { ["title"] = "reject" } });
        TestTenant other = await server.Operator.CreateTenantAsync();
        await other.Scim.CreateUserAsync("ada", new { title = "Chief" });
    }

    private static void AssertPolicy(string policy, ScimResponse response, string request)
    {
        if (policy == "reject")
        {
            string detail = response.AssertError(400, "invalidValue").GetText("/detail");
            Assert.Contains("does not support the attribute", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("boss", detail, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(response.Status is 200 or 201 or 204, $"{request}: {response}");
        }
    }

    private async Task<TestTenant> CreateTenantAsync(object profile)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await SetProfileAsync(tenant, profile);
        return tenant;
    }

    private Task SetProfileAsync(TestTenant tenant, object profile) =>
        server.Operator.ChangeSettingsAsync(tenant.Id, new { profile });
}
