using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using static Scim.Conformance.Tests.Schemas.CustomSchemaBuilder;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>
/// A schema change that would invalidate a stored resource is rejected with a reason; any other change succeeds.
/// </summary>
public sealed class InvalidatingSchemaChangeTests(SharedServer server)
{
    private const string ExtensionUrn = "urn:example:change:2.0:X";

    /// <summary>
    /// The registered attributes, the stored data, the changed attributes, and a part of the expected error; null if
    /// the change must succeed.
    /// </summary>
    public static TheoryData<string, string, string, string, string?> SchemaChanges =>
        new()
        {
            { "removed", """{"name":"a"},{"name":"b"}""", """{"a":"1"}""", """{"name":"b"}""", "a cannot be removed" },
            { "removed without data", """{"name":"a"},{"name":"b"}""", """{"b":"1"}""", """{"name":"b"}""", null },
            { "in another case", """{"name":"a"}""", """{"a":"1"}""", """{"name":"A"}""", "a cannot be removed" },
            { "added", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a"},{"name":"b"}""", null },
            {
                "added and required",
                """{"name":"a"}""",
                """{"a":"1"}""",
                """{"name":"a"},{"name":"b","required":true}""",
                "b cannot be required"
            },
            { "retyped", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","type":"integer"}""", "the type" },
            {
                "retyped without data",
                """{"name":"a"},{"name":"b"}""",
                """{"b":"1"}""",
                """{"name":"a","type":"integer"},{"name":"b"}""",
                null
            },
            {
                "single-valued",
                """{"name":"a","multiValued":true}""",
                """{"a":["1"]}""",
                """{"name":"a"}""",
                "multiValued"
            },
            {
                "multi-valued",
                """{"name":"a"}""",
                """{"a":"1"}""",
                """{"name":"a","multiValued":true}""",
                "multiValued"
            },
            { "caseExact", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","caseExact":true}""", "caseExact" },
            {
                "never returned",
                """{"name":"a"}""",
                """{"a":"1"}""",
                """{"name":"a","returned":"never"}""",
                "returned"
            },
            {
                "returned after all",
                """{"name":"a","returned":"never"}""",
                """{"a":"1"}""",
                """{"name":"a"}""",
                "returned"
            },
            {
                "hidden and removed",
                """{"name":"a","returned":"never"},{"name":"b"}""",
                """{"a":"1"}""",
                """{"name":"b"}""",
                "a cannot be removed"
            },
            {
                "only on request",
                """{"name":"a"}""",
                """{"a":"1"}""",
                """{"name":"a","returned":"request","mutability":"immutable","description":"new"}""",
                null
            },
            { "required and there", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","required":true}""", null },
            {
                "required and missing",
                """{"name":"a"},{"name":"b"}""",
                """{"b":"1"}""",
                """{"name":"a","required":true},{"name":"b"}""",
                "a cannot be required"
            },
            { "not required any more", """{"name":"a","required":true}""", """{"a":"1"}""", """{"name":"a"}""", null },
            {
                "values narrowed",
                """{"name":"a"}""",
                """{"a":"Red"}""",
                """{"name":"a","canonicalValues":["green"]}""",
                "canonicalValues"
            },
            {
                "values narrowed to those there",
                """{"name":"a"}""",
                """{"a":"Red"}""",
                """{"name":"a","canonicalValues":["RED"]}""",
                null
            },
            {
                "values widened",
                """{"name":"a","canonicalValues":["Red"]}""",
                """{"a":"Red"}""",
                """{"name":"a","canonicalValues":["Red","Green"]}""",
                null
            },
            {
                "values of a list narrowed",
                """{"name":"a","multiValued":true}""",
                """{"a":["x","y"]}""",
                """{"name":"a","multiValued":true,"canonicalValues":["x"]}""",
                "canonicalValues"
            },
            {
                "referenceTypes narrowed",
                """{"name":"a","type":"reference"}""",
                """{"a":"x"}""",
                """{"name":"a","type":"reference","referenceTypes":["external"]}""",
                "referenceTypes"
            },
            { "unique", """{"name":"a"}""", """{"a":"1"}""", """{"name":"a","uniqueness":"server"}""", null },
            {
                "unique and not",
                """{"name":"a"}""",
                """{"a":"same"}""",
                """{"name":"a","uniqueness":"server"}""",
                "a cannot be made unique"
            },
            {
                "sub-attribute removed",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"},{"name":"c"}]}""",
                """{"a":[{"b":"1"},{"c":"2"}]}""",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"}]}""",
                "a.c cannot be removed"
            },
            {
                "sub-attribute removed without data",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"},{"name":"c"}]}""",
                """{"a":[{"b":"1"}]}""",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"}]}""",
                null
            },
            {
                "sub-attribute required",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"},{"name":"c"}]}""",
                """{"a":[{"b":"1","c":"1"},{"c":"2"}]}""",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b","required":true},{"name":"c"}]}""",
                "a.b cannot be required"
            },
            {
                "sub-attribute of one value retyped",
                """{"name":"a","type":"complex","subAttributes":[{"name":"b"}]}""",
                """{"a":{"b":"1"}}""",
                """{"name":"a","type":"complex","subAttributes":[{"name":"b","type":"integer"}]}""",
                "a.b: the type"
            },
            {
                "sub-attribute unique",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b"}]}""",
                """{"a":[{"b":"same"}]}""",
                """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b","uniqueness":"server"}]}""",
                "a.b cannot be made unique"
            },
        };

    [Theory, MemberData(nameof(SchemaChanges))]
    public async Task Put_OfSchemaWithData_IsValidatedAgainstTheData(
        string what,
        string before,
        string data,
        string after,
        string? refused
    )
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (await tenant.AddSchemaAsync(CreateSchema(before))).AssertStatus(201);
        (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
        string id = (await tenant.Scim.PostAsync("/Users", CreateUser("holder", JsonNode.Parse(data), ExtensionUrn)))
            .AssertStatus(201)
            .Id;
        if (data.Contains("same", StringComparison.Ordinal))
            (
                await tenant.Scim.PostAsync(
                    "/Users",
                    CreateUser(
                        "other",
                        JsonNode.Parse(data.Replace("same", "SAME", StringComparison.Ordinal)),
                        ExtensionUrn
                    )
                )
            ).AssertStatus(201);
        await tenant.Scim.CreateUserAsync("bystander");
        string shown = (await tenant.Scim.GetAsync($"/Users/{id}")).AssertStatus(200).Body;

        ScimResponse answer = await tenant.ReplaceSchemaAsync(CreateSchema(after));
        if (refused is null)
        {
            answer.AssertStatus(200);
        }
        else
        {
            string detail = answer.AssertStatus(409).GetText("/detail");
            Assert.StartsWith($"{ExtensionUrn}:", detail, StringComparison.Ordinal);
            Assert.Contains(refused, detail, StringComparison.Ordinal);
            Assert.Equal((await tenant.Scim.GetAsync($"/Users/{id}")).AssertStatus(200).Body, shown);
        }

        // In either case, users can still be changed under the schema in effect.
        Assert.True(
            (
                await tenant.Scim.PatchAsync(
                    $"/Users/{id}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", what))
                )
            ).Status == 200,
            what
        );
        await tenant.Scim.CreateUserAsync("afterwards");
    }

    [Fact]
    public async Task Put_ThatMakesAttributeUnique_ChecksExistingValues()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (await tenant.AddSchemaAsync(CreateSchema("""{"name":"a"},{"name":"n","type":"integer"}"""))).AssertStatus(201);
        (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
        string holder = (
            await tenant.Scim.PostAsync("/Users", CreateUser("holder", new { a = "Tag", n = 7 }, ExtensionUrn))
        )
            .AssertStatus(201)
            .Id;
        (
            await tenant.ReplaceSchemaAsync(
                CreateSchema(
                    """{"name":"a","uniqueness":"server"},{"name":"n","type":"integer","uniqueness":"server"}"""
                )
            )
        ).AssertStatus(200);
        (await tenant.Scim.PostAsync("/Users", CreateUser("second", new { a = "TAG" }, ExtensionUrn))).AssertError(
            409,
            "uniqueness"
        );
        (await tenant.Scim.PostAsync("/Users", CreateUser("second", new { n = 7 }, ExtensionUrn))).AssertError(
            409,
            "uniqueness"
        );

        // The user keeps the value through other changes and releases it by removing it.
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{holder}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "t"))
            )
        ).AssertStatus(200);
        (await tenant.Scim.PostAsync("/Users", CreateUser("second", new { a = "TAG" }, ExtensionUrn))).AssertError(
            409,
            "uniqueness"
        );
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{holder}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"{ExtensionUrn}:a"))
            )
        ).AssertStatus(200);
        (await tenant.Scim.PostAsync("/Users", CreateUser("second", new { a = "TAG" }, ExtensionUrn))).AssertStatus(
            201
        );

        // No longer unique: two users may have the same value, after which the attribute cannot be made unique again.
        (
            await tenant.ReplaceSchemaAsync(
                CreateSchema("""{"name":"a"},{"name":"n","type":"integer","uniqueness":"server"}""")
            )
        ).AssertStatus(200);
        (await tenant.Scim.PostAsync("/Users", CreateUser("third", new { a = "tag" }, ExtensionUrn))).AssertStatus(201);
        (
            await tenant.ReplaceSchemaAsync(
                CreateSchema(
                    """{"name":"a","uniqueness":"server"},{"name":"n","type":"integer","uniqueness":"server"}"""
                )
            )
        ).AssertStatus(409);
    }

    [Fact]
    public async Task Put_ThatMakesLongValueUnique_IsRejected()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (await tenant.AddSchemaAsync(CreateSchema("""{"name":"a"}"""))).AssertStatus(201);
        (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
        (
            await tenant.Scim.PostAsync("/Users", CreateUser("holder", new { a = new string('x', 256) }, ExtensionUrn))
        ).AssertStatus(201);
        (await tenant.ReplaceSchemaAsync(CreateSchema("""{"name":"a","uniqueness":"server"}"""))).AssertStatus(409);
    }

    [Fact]
    public async Task Extension_WithData_CannotBeDetachedAndCanBeRequiredIfAllUsersHaveIt()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (await tenant.AddSchemaAsync(CreateSchema("""{"name":"a"}"""))).AssertStatus(201);
        (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
        (await tenant.ExtendUserTypeAsync()).AssertStatus(200);
        (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
        string id = (await tenant.Scim.PostAsync("/Users", CreateUser("holder", new { a = "1" }, ExtensionUrn)))
            .AssertStatus(201)
            .Id;
        Assert.Contains(
            "a cannot be removed",
            (await tenant.ExtendUserTypeAsync()).AssertStatus(409).GetText("/detail"),
            StringComparison.Ordinal
        );
        string bystander = await tenant.Scim.CreateUserAsync("bystander");
        Assert.Contains(
            "cannot be required",
            (await tenant.ExtendUserTypeAsync((ExtensionUrn, true))).AssertStatus(409).GetText("/detail"),
            StringComparison.Ordinal
        );
        (await tenant.Scim.DeleteAsync($"/Users/{bystander}")).AssertStatus(204);
        (await tenant.ExtendUserTypeAsync((ExtensionUrn, true))).AssertStatus(200);

        (await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser("without"))).AssertError(400, "invalidValue");
        (await tenant.Scim.PutAsync($"/Users/{id}", RequestBodies.CreateUser("holder"))).AssertError(
            400,
            "invalidValue"
        );
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation(ExtensionUrn))
            )
        ).AssertError(400, "mutability");
        (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation(ExtensionUrn))
            )
        ).AssertStatus(200);
        (await tenant.ExtendUserTypeAsync()).AssertStatus(200);
        Assert.DoesNotContain(
            ExtensionUrn,
            (await tenant.Scim.GetAsync("/ResourceTypes/User")).Body,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            ExtensionUrn,
            (await tenant.Scim.PostAsync("/Users", CreateUser("ignored", new { a = "1" }, ExtensionUrn)))
                .AssertStatus(201)
                .Body,
            StringComparison.Ordinal
        );
        (await tenant.Scim.QueryResourcesAsync("/Users", $"{ExtensionUrn}:a eq \"1\"")).AssertError(
            400,
            "invalidFilter"
        );
    }

    private static JsonObject CreateSchema(string attributes) =>
        new() { ["id"] = ExtensionUrn, ["attributes"] = JsonNode.Parse($"[{attributes}]") };
}
