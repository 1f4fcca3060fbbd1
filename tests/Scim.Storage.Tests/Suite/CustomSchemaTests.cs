using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>
/// Tests unique values, the rejection of commits with an outdated schema version, and the rules checked on stored
/// resources.
/// </summary>
public abstract class CustomSchemaTests(StorageFixture fixture)
{
    private const string ExtensionUrn = "urn:example:x:2.0:X";
    private const string AttributesJson = """
        {"name":"tag","uniqueness":"server"},{"name":"n","type":"integer","uniqueness":"server"},{"name":"free"},{"name":"list","multiValued":true},
        {"name":"secret","returned":"never"},
        {"name":"keys","type":"complex","multiValued":true,"subAttributes":[{"name":"value","caseExact":true,"uniqueness":"server"},{"name":"label"}]},
        {"name":"one","type":"complex","subAttributes":[{"name":"a"},{"name":"b"}]}
        """;

    [Fact]
    public async Task Create_WithValueInUse_IsClassifiedAndRolledBack()
    {
        var tenant = new StorageTenant(fixture);
        ResourceType user = CreateResourceType();
        string ada = await tenant.CreateResourceAsync(
            user,
            CreateUserDocument("ada", """{"tag":"T1","n":7,"keys":[{"value":"K1"},{"value":"k1"}]}""")
        );
        foreach (
            string taken in new[] { """{"tag":"t1"}""", """{"n":7}""", """{"keys":[{"value":"K2"},{"value":"K1"}]}""" }
        )
        {
            Exception refused = await Assert.ThrowsAnyAsync<Exception>(() =>
                tenant.CreateResourceAsync(user, CreateUserDocument("bob", taken))
            );
            Assert.Equal(CommitFailure.ValueTaken, fixture.ErrorClassifier.ClassifyError(refused));
        }

        Assert.Equal(["7", "K1", "k1", "t1"], await ReadValuesAsync(tenant));
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT resource_count FROM scim_resource_count WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
        Assert.Equal(
            ada,
            await fixture.Names.FindOwnerAsync(
                tenant.Id,
                "User",
                $"{ExtensionUrn}:keys.value",
                "k1",
                CancellationToken.None
            )
        );
        Assert.Null(
            await fixture.Names.FindOwnerAsync(
                tenant.Id,
                "User",
                $"{ExtensionUrn}:keys.value",
                "K2",
                CancellationToken.None
            )
        );
        await new StorageTenant(fixture).CreateResourceAsync(user, CreateUserDocument("ada", """{"tag":"T1"}"""));
    }

    [Fact]
    public async Task Commits_OfEachType_IndexTheDocumentValues()
    {
        var tenant = new StorageTenant(fixture);
        ResourceType user = CreateResourceType();
        string ada = await tenant.CreateResourceAsync(
            user,
            CreateUserDocument("ada", """{"tag":"T1","keys":[{"value":"K1"},{"value":"K2"}]}""")
        );
        await tenant.UpdateResourceAsync(
            user,
            ada,
            CreateUserDocument("ada", """{"tag":"T1","keys":[{"value":"K2"},{"value":"K3"}]}""")
        );
        Assert.Equal(["K2", "K3", "t1"], await ReadValuesAsync(tenant));

        string bob = await tenant.CreateResourceAsync(
            user,
            CreateUserDocument("bob", """{"tag":"T2","keys":[{"value":"K1"}]}""")
        );
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.UpdateResourceAsync(user, bob, CreateUserDocument("bob", """{"tag":"T1"}"""))
        );
        Assert.Equal(CommitFailure.ValueTaken, fixture.ErrorClassifier.ClassifyError(refused));
        await tenant.UpdateResourceAsync(user, bob, CreateUserDocument("bob", """{}"""));
        Assert.Equal(["K2", "K3", "t1"], await ReadValuesAsync(tenant));

        await tenant.DeleteResourceAsync(user, ada);
        Assert.Empty(await ReadValuesAsync(tenant));
        await tenant.UpdateResourceAsync(user, bob, CreateUserDocument("bob", """{"tag":"T1"}"""));
        await fixture.Tenants.PurgeBatchAsync(tenant.Id, 100, CancellationToken.None);
        Assert.Empty(await ReadValuesAsync(tenant));
    }

    [Fact]
    public async Task Write_UnderOlderSchemas_IsRejectedUnlessDocumentIsUnchanged()
    {
        var tenant = new StorageTenant(fixture);
        ResourceType old = CreateResourceType(version: 2),
            present = CreateResourceType(version: 5);
        string ada = await tenant.CreateResourceAsync(old, CreateUserDocument("ada", "{}"));
        var state = new GrainState<TenantState>(new TenantState());
        await CommitSchemaChangeAsync(tenant, state, 5);

        Exception create = await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.CreateResourceAsync(old, CreateUserDocument("bob", "{}"))
        );
        Exception update = await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.UpdateResourceAsync(old, ada, CreateUserDocument("ada", """{"free":"x"}"""))
        );
        Exception builtIn = await Assert.ThrowsAnyAsync<Exception>(() => tenant.CreateUserAsync("eve"));
        Assert.All(
            [create, update, builtIn],
            e => Assert.Equal(CommitFailure.SchemasChanged, fixture.ErrorClassifier.ClassifyError(e))
        );
        await tenant.UpdateResourceAsync(old, ada);
        await tenant.UpdateResourceAsync(present, ada, CreateUserDocument("ada", """{"free":"x"}"""));
        await tenant.CreateResourceAsync(present, CreateUserDocument("bob", "{}"));
        await tenant.DeleteResourceAsync(old, ada);

        await CommitSchemaChangeAsync(tenant, state, 6);
        await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.CreateResourceAsync(present, CreateUserDocument("eve", "{}"))
        );
        await tenant.CreateResourceAsync(CreateResourceType(version: 6), CreateUserDocument("eve", "{}"));
        await new StorageTenant(fixture).CreateUserAsync("elsewhere");

        // Deleting a tenant removes its schema version.
        await CommitSchemaChangeAsync(tenant, state, 0, ChangeOperation.Delete);
        await tenant.CreateUserAsync("anew");
    }

    [Fact]
    public async Task Version_RaisedDuringWrites_RejectsOlderVersions()
    {
        for (int round = 0; round < 3; round++)
        {
            var tenant = new StorageTenant(fixture);
            int written = 0;
            Task[] writers =
            [
                .. Enumerable
                    .Range(0, 6)
                    .Select(w =>
                        Task.Run(async () =>
                        {
                            try
                            {
                                for (int i = 0; ; i++)
                                {
                                    var state = new GrainState<ResourceState>(new ResourceState());
                                    await tenant.WriteDocumentAsync(
                                        CreateResourceType(version: 1),
                                        Guid.CreateVersion7().ToString(),
                                        state,
                                        CreateUserDocument($"u{w}.{i}", "{}"),
                                        null,
                                        StorageTenant.Start
                                    );
                                    Interlocked.Increment(ref written);
                                }
                            }
                            catch (Exception e)
                                when (fixture.ErrorClassifier.ClassifyError(e) == CommitFailure.SchemasChanged) { }
                        })
                    ),
            ];
            while (Volatile.Read(ref written) < 40)
                await Task.Delay(1);
            await CommitSchemaChangeAsync(tenant, new GrainState<TenantState>(new TenantState()), 2);
            List<long> stored = await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_resource WHERE tenant = @Id",
                new { tenant.Id }
            );
            await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60));

            Assert.Equal(
                stored,
                await fixture.QueryRowsAsync<long>(
                    "SELECT count(*) FROM scim_resource WHERE tenant = @Id",
                    new { tenant.Id }
                )
            );
            Assert.Equal([written], stored);
        }
    }

    [Fact]
    public async Task Filter_OnAnAttributeNamedLikeAUsers_FindsItsValues()
    {
        var tenant = new StorageTenant(fixture);
        var device = new ResourceType(
            "Device",
            "/Devices",
            "",
            SchemaReader.ReadSchema(
                JsonNode
                    .Parse(
                        """{"id":"urn:example:d","attributes":[{"name":"userName"},{"name":"displayName"},{"name":"label"}]}"""
                    )!
                    .AsObject()
            ),
            []
        );
        string id = await tenant.CreateResourceAsync(
            device,
            new JsonObject { ["userName"] = "Svc", ["displayName"] = "Shown" },
            unique: false
        );
        await tenant.UpdateResourceAsync(
            device,
            id,
            new JsonObject { ["userName"] = "Svc-2", ["displayName"] = "Shown" }
        );
        foreach (
            (string filter, int found) in new[]
            {
                ("userName eq \"SVC-2\"", 1),
                ("userName eq \"svc\"", 0),
                ("displayName eq \"shown\"", 1),
                ("userName sw \"svc\"", 1),
            }
        )
        {
            var query = new DirectoryQuery
            {
                Tenant = tenant.Id,
                Targets = [(device, FilterParser.Parse(device, filter, FilterLimits.Default))],
                Take = 10,
            };
            Assert.Equal(found, (await fixture.Directory.ListResourcesAsync(query, CancellationToken.None)).Total);
        }
    }

    [Theory]
    [InlineData("free", null, """{"free":"x"}""", true)]
    [InlineData("free", null, """{"tag":"x"}""", false)]
    [InlineData("secret", null, """{"secret":"x"}""", true)]
    [InlineData("secret", null, """{"tag":"x"}""", false)]
    [InlineData("list", null, """{"list":["x"]}""", true)]
    [InlineData("keys", "label", """{"keys":[{"value":"v"},{"label":"x"}]}""", true)]
    [InlineData("keys", "label", """{"keys":[{"value":"v"}]}""", false)]
    [InlineData("one", "b", """{"one":{"b":"x"}}""", true)]
    [InlineData("one", "b", """{"one":{"a":"x"}}""", false)]
    public async Task NoValueRule_WithValue_IsViolated(string attribute, string? sub, string data, bool broken)
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateResourceAsync(CreateResourceType(), CreateUserDocument("ada", data));
        await tenant.CreateUserAsync("plain");
        await AssertRuleAsync(tenant, new StoredRule.NoValue("User", CreatePath(attribute, sub), "p"), broken);
    }

    [Theory]
    [InlineData("free", null, """{"free":"x"}""", false)]
    [InlineData("free", null, """{"tag":"x"}""", true)]
    [InlineData("secret", null, """{"secret":"x"}""", false)]
    [InlineData("keys", "label", """{"keys":[{"value":"v"},{"label":"x"}]}""", true)]
    [InlineData("keys", "label", """{"keys":[{"label":"v"},{"label":"x"}]}""", false)]
    [InlineData("keys", "label", """{"tag":"x"}""", false)]
    [InlineData("one", "b", """{"one":{"a":"x"}}""", true)]
    [InlineData("one", "b", """{"one":{"b":"x"}}""", false)]
    public async Task EveryValueRule_WithMissingValue_IsViolated(
        string attribute,
        string? sub,
        string data,
        bool broken
    )
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateResourceAsync(CreateResourceType(), CreateUserDocument("ada", data));
        await tenant.CreateUserAsync("plain");
        await AssertRuleAsync(tenant, new StoredRule.EveryValue("User", CreatePath(attribute, sub), "p"), broken);
    }

    [Theory]
    [InlineData("free", null, """{"free":"RED"}""", false)]
    [InlineData("free", null, """{"free":"blue"}""", true)]
    [InlineData("list", null, """{"list":["red","Green"]}""", false)]
    [InlineData("list", null, """{"list":["red","blue"]}""", true)]
    [InlineData("keys", "label", """{"keys":[{"label":"red"},{"value":"v"}]}""", false)]
    [InlineData("keys", "label", """{"keys":[{"label":"red"},{"label":"blue"}]}""", true)]
    [InlineData("keys", "value", """{"keys":[{"value":"red"}]}""", true)]
    [InlineData("keys", "value", """{"keys":[{"value":"Red"}]}""", false)]
    [InlineData("secret", null, """{"secret":"Red"}""", false)]
    [InlineData("secret", null, """{"secret":"Blue"}""", true)]
    public async Task OnlyValuesRule_WithOtherValue_IsViolated(string attribute, string? sub, string data, bool broken)
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateResourceAsync(CreateResourceType(), CreateUserDocument("ada", data));
        await AssertRuleAsync(
            tenant,
            new StoredRule.OnlyValues("User", CreatePath(attribute, sub), ["Red", "Green"], "p"),
            broken
        );
    }

    [Fact]
    public async Task EveryExtensionAndNoResourceRules_CheckAllResourcesOfTheType()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateGroupAsync("a group");
        await AssertRuleAsync(tenant, new StoredRule.NoResource("User", "p"), false);
        string ada = await tenant.CreateResourceAsync(
            CreateResourceType(),
            CreateUserDocument("ada", """{"free":"x"}""")
        );
        await AssertRuleAsync(tenant, new StoredRule.NoResource("User", "p"), true);
        await AssertRuleAsync(tenant, new StoredRule.EveryExtension("User", ExtensionUrn, "p"), false);
        string plain = await tenant.CreateUserAsync("plain");
        await AssertRuleAsync(tenant, new StoredRule.EveryExtension("User", ExtensionUrn, "p"), true);
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, plain);
        await AssertRuleAsync(tenant, new StoredRule.EveryExtension("User", ExtensionUrn, "p"), false);
        await tenant.DeleteResourceAsync(CreateResourceType(), ada);
        await AssertRuleAsync(tenant, new StoredRule.NoResource("User", "p"), false);
    }

    [Theory]
    [InlineData("free", null, """{"free":"x"}""", """{"free":"y"}""", true, "x,y")]
    [InlineData("free", null, """{"free":"x"}""", """{"free":"X"}""", false, "")]
    [InlineData("list", null, """{"list":["x","y"]}""", """{"list":["z"]}""", true, "x,y,z")]
    [InlineData("list", null, """{"list":["x","y"]}""", """{"list":["Y"]}""", false, "")]
    [InlineData(
        "keys",
        "label",
        """{"keys":[{"label":"x"},{"label":"X"}]}""",
        """{"keys":[{"label":"y"}]}""",
        true,
        "x,y"
    )]
    [InlineData("keys", "label", """{"keys":[{"label":"x"}]}""", """{"keys":[{"label":"x"}]}""", false, "")]
    [InlineData("one", "a", """{"one":{"a":"x"}}""", """{"one":{"b":"x"}}""", true, "x")]
    public async Task ReserveValues_OfExistingData_ReservesAllOrNothing(
        string attribute,
        string? sub,
        string one,
        string two,
        bool expected,
        string values
    )
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateResourceAsync(CreateResourceType(), CreateUserDocument("ada", one));
        await tenant.CreateResourceAsync(CreateResourceType(), CreateUserDocument("bob", two));
        StoredAttributePath place = CreatePath(attribute, sub);
        for (int i = 0; i < 2; i++)
            Assert.Equal(
                expected,
                await fixture.Schemas.ReserveValuesAsync(tenant.Id, "User", place, CancellationToken.None)
            );
        Assert.Equal(
            values.Length == 0 ? [] : values.Split(','),
            await fixture.QueryRowsAsync<string>(
                "SELECT value FROM scim_unique_value WHERE tenant = @Id AND path = @Path ORDER BY value",
                new { tenant.Id, Path = place.ToString() }
            )
        );
        await fixture.Schemas.ReleaseValuesAsync(tenant.Id, "User", place.ToString(), CancellationToken.None);
        Assert.Empty(
            await fixture.QueryRowsAsync<string>(
                "SELECT value FROM scim_unique_value WHERE tenant = @Id AND path = @Path",
                new { tenant.Id, Path = place.ToString() }
            )
        );
    }

    [Fact]
    public async Task ReserveValues_OfIntegers_MatchesCommittedValues()
    {
        var tenant = new StorageTenant(fixture);
        string ada = await tenant.CreateResourceAsync(
            CreateResourceType(),
            CreateUserDocument("ada", """{"n":9007199254740993,"tag":"T"}""")
        );
        string[] entered = [.. await ReadValuesAsync(tenant)];
        Assert.True(
            await fixture.Schemas.ReserveValuesAsync(tenant.Id, "User", CreatePath("n", null), CancellationToken.None)
        );
        Assert.True(
            await fixture.Schemas.ReserveValuesAsync(tenant.Id, "User", CreatePath("tag", null), CancellationToken.None)
        );
        Assert.Equal(entered, await ReadValuesAsync(tenant));
        await tenant.UpdateResourceAsync(
            CreateResourceType(),
            ada,
            CreateUserDocument("ada", """{"n":9007199254740993,"tag":"T","free":"x"}""")
        );
        Assert.Equal(entered, await ReadValuesAsync(tenant));
    }

    private async Task AssertRuleAsync(StorageTenant tenant, StoredRule rule, bool broken)
    {
        Assert.Equal(
            broken ? rule : null,
            await fixture.Schemas.FindFirstViolationAsync(tenant.Id, [rule], CancellationToken.None)
        );
        var never = new StoredRule.NoResource("Group", "no groups here");
        if (broken)
            Assert.Equal(
                rule,
                await fixture.Schemas.FindFirstViolationAsync(
                    tenant.Id,
                    [new StoredRule.NoResource("Nothing", "p"), rule, never],
                    CancellationToken.None
                )
            );
    }

    private async Task CommitSchemaChangeAsync(
        StorageTenant tenant,
        GrainState<TenantState> state,
        long version,
        ChangeOperation operation = ChangeOperation.Update
    )
    {
        state.State = new TenantState
        {
            Tenant = tenant.Id,
            Version = version + 1,
            Operation = operation,
            SchemasVersion = version,
            Created = StorageTenant.Start,
            LastModified = StorageTenant.Start,
        };
        await fixture.Storage.WriteStateAsync(
            ScimStorageNames.Tenant,
            GrainId.Create("tenant", ResourceKey.ForTenant(tenant.Id).ToString()),
            state
        );
    }

    private Task<List<string>> ReadValuesAsync(StorageTenant tenant) =>
        fixture.QueryRowsAsync<string>(
            "SELECT value FROM scim_unique_value WHERE tenant = @Id ORDER BY value",
            new { tenant.Id }
        );

    private static JsonObject CreateUserDocument(string userName, string extension) =>
        new() { ["userName"] = userName, [ExtensionUrn] = JsonNode.Parse(extension) };

    private static StoredAttributePath CreatePath(string attribute, string? sub)
    {
        AttributeDefinition definition = CreateResourceType().FindSchema(ExtensionUrn)!.FindAttribute(attribute)!;
        return new StoredAttributePath(ExtensionUrn, definition, sub is null ? null : definition.FindSubAttribute(sub));
    }

    private static ResourceType CreateResourceType(long version = 0)
    {
        var schema = SchemaReader.ReadSchema(
            JsonNode.Parse($$"""{"id":"{{ExtensionUrn}}","attributes":[{{AttributesJson}}]}""")!.AsObject()
        );
        return new ResourceType(
            "User",
            "/Users",
            "",
            BuiltInSchemas.User,
            [new SchemaExtension(schema, Required: false)],
            version
        );
    }
}
