using System.Text.Json.Nodes;
using static Scim.Conformance.Tests.Schemas.Declared;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>A change of a schema after which a stored resource would not be as its schemas say is refused with the reason; one that no stored resource can break passes.</summary>
public sealed class InvalidatingChangeTests(SharedServer server)
{
    private const string X = "urn:example:change:2.0:X";

    /// <summary>What is declared, what is stored of it, what it is changed to, and what the refusal names; null where it passes.</summary>
    public static TheoryData<string, string, string, string, string?> Changes => new()
    {
        { "removed", """{"name":"a"},{"name":"b"}""", """{"a":"1"}""", """{"name":"b"}""", "a cannot be removed" },
        { "removed without data", """{"name":"a"},{"name":"b"}""", """{"b":"1"}""", """{"name":"b"}""", null },
        { "spelt otherwise", """{"name":"a"}""", """{"a":"1"}""", """{"name":"A"}""", "a cannot be removed" },
        { "added", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a"},{"name":"b"}""", null },
        { "added and required", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a"},{"name":"b","required":true}""", "b cannot be required" },
        { "retyped", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","type":"integer"}""", "the type" },
        { "retyped without data", """{"name":"a"},{"name":"b"}""", """{"b":"1"}""", """{"name":"a","type":"integer"},{"name":"b"}""", null },
        { "single-valued", """{"name":"a","multiValued":true}""", """{"a":["1"]}""", """{"name":"a"}""", "multiValued" },
        { "multi-valued", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","multiValued":true}""", "multiValued" },
        { "caseExact", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","caseExact":true}""", "caseExact" },
        { "never returned", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","returned":"never"}""", "returned" },
        { "returned after all", """{"name":"a","returned":"never"}""", """{"a":"1"}""", """{"name":"a"}""", "returned" },
        { "hidden and removed", """{"name":"a","returned":"never"},{"name":"b"}""", """{"a":"1"}""", """{"name":"b"}""", "a cannot be removed" },
        { "only on request", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","returned":"request","mutability":"immutable","description":"new"}""", null },
        { "required and there", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","required":true}""", null },
        { "required and missing", """{"name":"a"},{"name":"b"}""", """{"b":"1"}""", """{"name":"a","required":true},{"name":"b"}""", "a cannot be required" },
        { "not required any more", """{"name":"a","required":true}""", """{"a":"1"}""", """{"name":"a"}""", null },
        { "values narrowed", """{"name":"a"}""", """{"a":"Red"}""", """{"name":"a","canonicalValues":["green"]}""", "canonicalValues" },
        { "values narrowed to those there", """{"name":"a"}""", """{"a":"Red"}""", """{"name":"a","canonicalValues":["RED"]}""", null },
        { "values widened", """{"name":"a","canonicalValues":["Red"]}""", """{"a":"Red"}""", """{"name":"a","canonicalValues":["Red","Green"]}""", null },
        { "values of a list narrowed", """{"name":"a","multiValued":true}""", """{"a":["x","y"]}""", """{"name":"a","multiValued":true,"canonicalValues":["x"]}""", "canonicalValues" },
        { "referenceTypes narrowed", """{"name":"a","type":"reference"}""", """{"a":"x"}""", """{"name":"a","type":"reference","referenceTypes":["external"]}""", "referenceTypes" },
        { "unique", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","uniqueness":"server"}""", null },
        { "unique and not", """{"name":"a"}""", """{"a":"same"}""", """{"name":"a","uniqueness":"server"}""", "a cannot be unique" },
        {
            "sub-attribute removed", """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"},{"name":"c"}]}""", """{"a":[{"b":"1"},{"c":"2"}]}""",
            """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"}]}""", "a.c cannot be removed"
        },
        {
            "sub-attribute removed without data", """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"},{"name":"c"}]}""", """{"a":[{"b":"1"}]}""",
            """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"}]}""", null
        },
        {
            "sub-attribute required", """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"},{"name":"c"}]}""", """{"a":[{"b":"1","c":"1"},{"c":"2"}]}""",
            """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b","required":true},{"name":"c"}]}""", "a.b cannot be required"
        },
        {
            "sub-attribute of one value retyped", """{"name":"a","type":"complex","subAttributes":[{"name":"b"}]}""", """{"a":{"b":"1"}}""",
            """{"name":"a","type":"complex","subAttributes":[{"name":"b","type":"integer"}]}""", "a.b: the type"
        },
        {
            "sub-attribute unique", """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"}]}""", """{"a":[{"b":"same"}]}""",
            """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b","uniqueness":"server"}]}""", "a.b cannot be unique"
        },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task Put_OfASchemaWithData_IsJudgedByTheData(string what, string before, string data, string after, string? refused)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        (await tenant.Declare(Of(before))).Expect(201);
        (await tenant.ExtendUsers((X, false))).Expect(200);
        string id = (await tenant.Scim.Post("/Users", User("holder", JsonNode.Parse(data), X))).Expect(201).Id;
        if (data.Contains("same", StringComparison.Ordinal)) (await tenant.Scim.Post("/Users", User("other", JsonNode.Parse(data.Replace("same", "SAME", StringComparison.Ordinal)), X))).Expect(201);
        await tenant.Scim.CreateUser("bystander");
        string shown = (await tenant.Scim.Get($"/Users/{id}")).Expect(200).Body;

        ScimResponse answer = await tenant.Redeclare(Of(after));
        if (refused is null)
        {
            answer.Expect(200);
        }
        else
        {
            string detail = answer.Expect(409).Text("/detail");
            Assert.StartsWith($"{X}:", detail, StringComparison.Ordinal);
            Assert.Contains(refused, detail, StringComparison.Ordinal);
            Assert.Equal((await tenant.Scim.Get($"/Users/{id}")).Expect(200).Body, shown);
        }

        // Either way users can go on being changed under the schema that holds.
        Assert.True((await tenant.Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("title", what)))).Status == 200, what);
        await tenant.Scim.CreateUser("afterwards");
    }

    [Fact]
    public async Task Put_ThatMakesAnAttributeUnique_CountsTheValuesThatAreThere()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        (await tenant.Declare(Of("""{"name":"a"},{"name":"n","type":"integer"}"""))).Expect(201);
        (await tenant.ExtendUsers((X, false))).Expect(200);
        string holder = (await tenant.Scim.Post("/Users", User("holder", new { a = "Tag", n = 7 }, X))).Expect(201).Id;
        (await tenant.Redeclare(Of("""{"name":"a","uniqueness":"server"},{"name":"n","type":"integer","uniqueness":"server"}"""))).Expect(200);
        (await tenant.Scim.Post("/Users", User("second", new { a = "TAG" }, X))).ExpectError(409, "uniqueness");
        (await tenant.Scim.Post("/Users", User("second", new { n = 7 }, X))).ExpectError(409, "uniqueness");

        // Its holder keeps it through changes, and frees it by giving it up.
        (await tenant.Scim.Patch($"/Users/{holder}", Bodies.Patch(Bodies.Replace("title", "t")))).Expect(200);
        (await tenant.Scim.Post("/Users", User("second", new { a = "TAG" }, X))).ExpectError(409, "uniqueness");
        (await tenant.Scim.Patch($"/Users/{holder}", Bodies.Patch(Bodies.Remove($"{X}:a")))).Expect(200);
        (await tenant.Scim.Post("/Users", User("second", new { a = "TAG" }, X))).Expect(201);

        // Not unique any more: the same value twice, and then it cannot be made unique again.
        (await tenant.Redeclare(Of("""{"name":"a"},{"name":"n","type":"integer","uniqueness":"server"}"""))).Expect(200);
        (await tenant.Scim.Post("/Users", User("third", new { a = "tag" }, X))).Expect(201);
        (await tenant.Redeclare(Of("""{"name":"a","uniqueness":"server"},{"name":"n","type":"integer","uniqueness":"server"}"""))).Expect(409);
    }

    [Fact]
    public async Task Put_ThatMakesALongValueUnique_IsRefused()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        (await tenant.Declare(Of("""{"name":"a"}"""))).Expect(201);
        (await tenant.ExtendUsers((X, false))).Expect(200);
        (await tenant.Scim.Post("/Users", User("holder", new { a = new string('x', 256) }, X))).Expect(201);
        (await tenant.Redeclare(Of("""{"name":"a","uniqueness":"server"}"""))).Expect(409);
    }

    [Fact]
    public async Task Extension_WithData_CannotBeDetachedAndMayBeRequiredWhenAllHaveIt()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        (await tenant.Declare(Of("""{"name":"a"}"""))).Expect(201);
        (await tenant.ExtendUsers((X, false))).Expect(200);
        (await tenant.ExtendUsers()).Expect(200);
        (await tenant.ExtendUsers((X, false))).Expect(200);
        string id = (await tenant.Scim.Post("/Users", User("holder", new { a = "1" }, X))).Expect(201).Id;
        Assert.Contains("a cannot be removed", (await tenant.ExtendUsers()).Expect(409).Text("/detail"), StringComparison.Ordinal);
        string bystander = await tenant.Scim.CreateUser("bystander");
        Assert.Contains("cannot be required", (await tenant.ExtendUsers((X, true))).Expect(409).Text("/detail"), StringComparison.Ordinal);
        (await tenant.Scim.Delete($"/Users/{bystander}")).Expect(204);
        (await tenant.ExtendUsers((X, true))).Expect(200);

        (await tenant.Scim.Post("/Users", Bodies.User("without"))).ExpectError(400, "invalidValue");
        (await tenant.Scim.Put($"/Users/{id}", Bodies.User("holder"))).ExpectError(400, "invalidValue");
        (await tenant.Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Remove(X)))).ExpectError(400, "mutability");
        (await tenant.ExtendUsers((X, false))).Expect(200);
        (await tenant.Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Remove(X)))).Expect(200);
        (await tenant.ExtendUsers()).Expect(200);
        Assert.DoesNotContain(X, (await tenant.Scim.Get("/ResourceTypes/User")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(X, (await tenant.Scim.Post("/Users", User("ignored", new { a = "1" }, X))).Expect(201).Body, StringComparison.Ordinal);
        (await tenant.Scim.Query("/Users", $"{X}:a eq \"1\"")).ExpectError(400, "invalidFilter");
    }

    private static JsonObject Of(string attributes) =>
        new() { ["id"] = X, ["attributes"] = JsonNode.Parse($"[{attributes}]") };
}
