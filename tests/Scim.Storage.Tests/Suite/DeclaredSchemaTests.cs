using System.Text.Json.Nodes;
using Orleans;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;

namespace Scim.Storage.Tests.Suite;

/// <summary>Unique values in step with the commits, the fence of a tenant's schemas, and what is found out about stored resources.</summary>
public abstract class DeclaredSchemaTests(StorageFixture fixture)
{
    private const string X = "urn:example:x:2.0:X";
    private const string Attributes = """
        {"name":"tag","uniqueness":"server"},{"name":"n","type":"integer","uniqueness":"server"},{"name":"free"},{"name":"list","multiValued":true},
        {"name":"secret","returned":"never"},
        {"name":"keys","type":"complex","multiValued":true,"subAttributes":[{"name":"value","caseExact":true,"uniqueness":"server"},{"name":"label"}]},
        {"name":"one","type":"complex","subAttributes":[{"name":"a"},{"name":"b"}]}
        """;

    [Fact]
    public async Task Create_WithAValueThatIsTaken_IsClassifiedAndLeavesNothing()
    {
        var tenant = new Tenant(fixture);
        ResourceType user = Type();
        string ada = await tenant.Create(user, User("ada", """{"tag":"T1","n":7,"keys":[{"value":"K1"},{"value":"k1"}]}"""));
        foreach (string taken in new[] { """{"tag":"t1"}""", """{"n":7}""", """{"keys":[{"value":"K2"},{"value":"K1"}]}""" })
        {
            Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Create(user, User("bob", taken)));
            Assert.Equal(CommitFault.ValueTaken, fixture.Faults.Classify(refused));
        }

        Assert.Equal(["7", "K1", "k1", "t1"], await Values(tenant));
        Assert.Equal([1L], await fixture.Rows<long>("SELECT n FROM scim_count WHERE tenant = @Id", new { tenant.Id }));
        Assert.Equal(ada, await fixture.Names.Owner(tenant.Id, "User", $"{X}:keys.value", "k1", CancellationToken.None));
        Assert.Null(await fixture.Names.Owner(tenant.Id, "User", $"{X}:keys.value", "K2", CancellationToken.None));
        await new Tenant(fixture).Create(user, User("ada", """{"tag":"T1"}"""));
    }

    [Fact]
    public async Task Commits_OfEachKind_LeaveTheValuesOfTheDocument()
    {
        var tenant = new Tenant(fixture);
        ResourceType user = Type();
        string ada = await tenant.Create(user, User("ada", """{"tag":"T1","keys":[{"value":"K1"},{"value":"K2"}]}"""));
        await tenant.Update(user, ada, User("ada", """{"tag":"T1","keys":[{"value":"K2"},{"value":"K3"}]}"""));
        Assert.Equal(["K2", "K3", "t1"], await Values(tenant));

        string bob = await tenant.Create(user, User("bob", """{"tag":"T2","keys":[{"value":"K1"}]}"""));
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Update(user, bob, User("bob", """{"tag":"T1"}""")));
        Assert.Equal(CommitFault.ValueTaken, fixture.Faults.Classify(refused));
        await tenant.Update(user, bob, User("bob", """{}"""));
        Assert.Equal(["K2", "K3", "t1"], await Values(tenant));

        await tenant.Delete(user, ada);
        Assert.Empty(await Values(tenant));
        await tenant.Update(user, bob, User("bob", """{"tag":"T1"}"""));
        await fixture.Tenants.Purge(tenant.Id, 100, CancellationToken.None);
        Assert.Empty(await Values(tenant));
    }

    [Fact]
    public async Task Write_UnderOlderSchemas_IsRefusedUnlessTheDocumentStays()
    {
        var tenant = new Tenant(fixture);
        ResourceType old = Type(version: 2), present = Type(version: 5);
        string ada = await tenant.Create(old, User("ada", "{}"));
        var state = new GrainState<TenantState>(new TenantState());
        await Declare(tenant, state, 5);

        Exception create = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Create(old, User("bob", "{}")));
        Exception update = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Update(old, ada, User("ada", """{"free":"x"}""")));
        Exception builtIn = await Assert.ThrowsAnyAsync<Exception>(() => tenant.User("eve"));
        Assert.All([create, update, builtIn], e => Assert.Equal(CommitFault.SchemasChanged, fixture.Faults.Classify(e)));
        await tenant.Update(old, ada);
        await tenant.Update(present, ada, User("ada", """{"free":"x"}"""));
        await tenant.Create(present, User("bob", "{}"));
        await tenant.Delete(old, ada);

        await Declare(tenant, state, 6);
        await Assert.ThrowsAnyAsync<Exception>(() => tenant.Create(present, User("eve", "{}")));
        await tenant.Create(Type(version: 6), User("eve", "{}"));
        await new Tenant(fixture).User("elsewhere");

        // A tenant that is gone leaves no fence behind.
        await Declare(tenant, state, 0, ChangeOperation.Delete);
        await tenant.User("anew");
    }

    [Fact]
    public async Task Version_RaisedWhileOthersWrite_IsTheEndOfTheOlderOnes()
    {
        for (int round = 0; round < 3; round++)
        {
            var tenant = new Tenant(fixture);
            int written = 0;
            Task[] writers = [.. Enumerable.Range(0, 6).Select(w => Task.Run(async () =>
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        var state = new GrainState<ResourceState>(new ResourceState());
                        await tenant.Write(Type(version: 1), Guid.CreateVersion7().ToString(), state, User($"u{w}.{i}", "{}"), null, Tenant.Start);
                        Interlocked.Increment(ref written);
                    }
                }
                catch (Exception e) when (fixture.Faults.Classify(e) == CommitFault.SchemasChanged)
                {
                }
            }))];
            while (Volatile.Read(ref written) < 40) await Task.Delay(1);
            await Declare(tenant, new GrainState<TenantState>(new TenantState()), 2);
            List<long> there = await fixture.Rows<long>("SELECT count(*) FROM scim_resource WHERE tenant = @Id", new { tenant.Id });
            await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60));

            Assert.Equal(there, await fixture.Rows<long>("SELECT count(*) FROM scim_resource WHERE tenant = @Id", new { tenant.Id }));
            Assert.Equal([written], there);
        }
    }

    [Fact]
    public async Task Filter_OnAnAttributeNamedLikeAUsers_FindsItsValues()
    {
        var tenant = new Tenant(fixture);
        var device = new ResourceType(
            "Device", "/Devices", "", SchemaReader.Read(JsonNode.Parse("""{"id":"urn:example:d","attributes":[{"name":"userName"},{"name":"displayName"},{"name":"label"}]}""")!.AsObject()), []);
        string id = await tenant.Create(device, new JsonObject { ["userName"] = "Svc", ["displayName"] = "Shown" }, unique: false);
        await tenant.Update(device, id, new JsonObject { ["userName"] = "Svc-2", ["displayName"] = "Shown" });
        foreach ((string filter, int found) in new[] { ("userName eq \"SVC-2\"", 1), ("userName eq \"svc\"", 0), ("displayName eq \"shown\"", 1), ("userName sw \"svc\"", 1) })
        {
            var query = new DirectoryQuery { Tenant = tenant.Id, Targets = [(device, FilterParser.Parse(device, filter, FilterLimits.Default))], Take = 10 };
            Assert.Equal(found, (await fixture.Directory.List(query, CancellationToken.None)).Total);
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
    public async Task NoValue_IsBrokenByAValue(string attribute, string? sub, string data, bool broken)
    {
        var tenant = new Tenant(fixture);
        await tenant.Create(Type(), User("ada", data));
        await tenant.User("plain");
        await Judged(tenant, new StoredRule.NoValue("User", Place(attribute, sub), "p"), broken);
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
    public async Task EveryValue_IsBrokenByAHolderWithoutOne(string attribute, string? sub, string data, bool broken)
    {
        var tenant = new Tenant(fixture);
        await tenant.Create(Type(), User("ada", data));
        await tenant.User("plain");
        await Judged(tenant, new StoredRule.EveryValue("User", Place(attribute, sub), "p"), broken);
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
    public async Task OnlyValues_IsBrokenByAnother(string attribute, string? sub, string data, bool broken)
    {
        var tenant = new Tenant(fixture);
        await tenant.Create(Type(), User("ada", data));
        await Judged(tenant, new StoredRule.OnlyValues("User", Place(attribute, sub), ["Red", "Green"], "p"), broken);
    }

    [Fact]
    public async Task EveryExtensionAndNoResource_LookAtAllOfTheKind()
    {
        var tenant = new Tenant(fixture);
        await tenant.Group("a group");
        await Judged(tenant, new StoredRule.NoResource("User", "p"), false);
        string ada = await tenant.Create(Type(), User("ada", """{"free":"x"}"""));
        await Judged(tenant, new StoredRule.NoResource("User", "p"), true);
        await Judged(tenant, new StoredRule.EveryExtension("User", X, "p"), false);
        string plain = await tenant.User("plain");
        await Judged(tenant, new StoredRule.EveryExtension("User", X, "p"), true);
        await tenant.Delete(BuiltInResourceTypes.User, plain);
        await Judged(tenant, new StoredRule.EveryExtension("User", X, "p"), false);
        await tenant.Delete(Type(), ada);
        await Judged(tenant, new StoredRule.NoResource("User", "p"), false);
    }

    [Theory]
    [InlineData("free", null, """{"free":"x"}""", """{"free":"y"}""", true, "x,y")]
    [InlineData("free", null, """{"free":"x"}""", """{"free":"X"}""", false, "")]
    [InlineData("list", null, """{"list":["x","y"]}""", """{"list":["z"]}""", true, "x,y,z")]
    [InlineData("list", null, """{"list":["x","y"]}""", """{"list":["Y"]}""", false, "")]
    [InlineData("keys", "label", """{"keys":[{"label":"x"},{"label":"X"}]}""", """{"keys":[{"label":"y"}]}""", true, "x,y")]
    [InlineData("keys", "label", """{"keys":[{"label":"x"}]}""", """{"keys":[{"label":"x"}]}""", false, "")]
    [InlineData("one", "a", """{"one":{"a":"x"}}""", """{"one":{"b":"x"}}""", true, "x")]
    public async Task Occupy_EntersWhatIsThereOrNothing(string attribute, string? sub, string one, string two, bool expected, string values)
    {
        var tenant = new Tenant(fixture);
        await tenant.Create(Type(), User("ada", one));
        await tenant.Create(Type(), User("bob", two));
        StoredPlace place = Place(attribute, sub);
        for (int i = 0; i < 2; i++) Assert.Equal(expected, await fixture.Schemas.Occupy(tenant.Id, "User", place, CancellationToken.None));
        Assert.Equal(
            values.Length == 0 ? [] : values.Split(','),
            await fixture.Rows<string>("SELECT value FROM scim_unique WHERE tenant = @Id AND path = @Path ORDER BY value", new { tenant.Id, Path = place.ToString() }));
        await fixture.Schemas.Free(tenant.Id, "User", place.ToString(), CancellationToken.None);
        Assert.Empty(await fixture.Rows<string>("SELECT value FROM scim_unique WHERE tenant = @Id AND path = @Path", new { tenant.Id, Path = place.ToString() }));
    }

    [Fact]
    public async Task Occupy_OfIntegers_AgreesWithWhatCommitsEnter()
    {
        var tenant = new Tenant(fixture);
        string ada = await tenant.Create(Type(), User("ada", """{"n":9007199254740993,"tag":"T"}"""));
        string[] entered = [.. await Values(tenant)];
        Assert.True(await fixture.Schemas.Occupy(tenant.Id, "User", Place("n", null), CancellationToken.None));
        Assert.True(await fixture.Schemas.Occupy(tenant.Id, "User", Place("tag", null), CancellationToken.None));
        Assert.Equal(entered, await Values(tenant));
        await tenant.Update(Type(), ada, User("ada", """{"n":9007199254740993,"tag":"T","free":"x"}"""));
        Assert.Equal(entered, await Values(tenant));
    }

    private async Task Judged(Tenant tenant, StoredRule rule, bool broken)
    {
        Assert.Equal(broken ? rule : null, await fixture.Schemas.FirstBroken(tenant.Id, [rule], CancellationToken.None));
        var never = new StoredRule.NoResource("Group", "no groups here");
        if (broken) Assert.Equal(rule, await fixture.Schemas.FirstBroken(tenant.Id, [new StoredRule.NoResource("Nothing", "p"), rule, never], CancellationToken.None));
    }

    private async Task Declare(Tenant tenant, GrainState<TenantState> state, long version, ChangeOperation operation = ChangeOperation.Update)
    {
        state.State = new TenantState { Tenant = tenant.Id, Version = version + 1, Operation = operation, SchemasVersion = version, Created = Tenant.Start, LastModified = Tenant.Start };
        await fixture.Storage.WriteStateAsync(ScimStorageNames.Tenant, GrainId.Create("tenant", ResourceKey.ForTenant(tenant.Id).ToString()), state);
    }

    private Task<List<string>> Values(Tenant tenant) => fixture.Rows<string>("SELECT value FROM scim_unique WHERE tenant = @Id ORDER BY value", new { tenant.Id });

    private static JsonObject User(string userName, string extension) => new() { ["userName"] = userName, [X] = JsonNode.Parse(extension) };

    private static StoredPlace Place(string attribute, string? sub)
    {
        AttributeDefinition definition = Type().SchemaByUrn(X)!.Attribute(attribute)!;
        return new StoredPlace(X, definition, sub is null ? null : definition.Sub(sub));
    }

    private static ResourceType Type(long version = 0)
    {
        var schema = SchemaReader.Read(JsonNode.Parse($$"""{"id":"{{X}}","attributes":[{{Attributes}}]}""")!.AsObject());
        return new ResourceType("User", "/Users", "", BuiltInSchemas.User, [new SchemaExtension(schema, Required: false)], version);
    }
}
