using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>
/// Valid JSON of the wrong shape: the response is 400 with a detail that names the attribute, and nothing is stored.
/// </summary>
[Trait("rfc", "7644-3.12")]
public sealed class BodyTypeTests(UnchangedTenantFixture fixture) : IClassFixture<UnchangedTenantFixture>
{
    [Theory]
    [InlineData("userName", "4.2")]
    [InlineData("userName", "true")]
    [InlineData("userName", "{}")]
    [InlineData("userName", """{"value":"a"}""")]
    [InlineData("userName", """["a","b"]""")]
    [InlineData("userName", "\"\"")]
    [InlineData("userName", "null")]
    [InlineData("userName", "\"   \"")]
    [InlineData("displayName", "false")]
    [InlineData("displayName", """{"a":1}""")]
    [InlineData("active", "\"maybe\"")]
    [InlineData("active", "3")]
    [InlineData("active", """{"a":1}""")]
    [InlineData("name", "\"Ada\"")]
    [InlineData("name", "5")]
    [InlineData("name", """{"givenName":5.5}""")]
    [InlineData("name", """{"givenName":{"a":1}}""")]
    [InlineData("emails", "true")]
    [InlineData("emails", "[true]")]
    [InlineData("emails", "[[]]")]
    [InlineData("emails", """[{"value":true}]""")]
    [InlineData("emails", """[{"value":{"a":1}}]""")]
    [InlineData("emails", """[{"value":"a@b.example","primary":"maybe"}]""")]
    [InlineData("emails", """[{"value":"a@b.example","type":["work","home"]}]""")]
    [InlineData("addresses", "true")]
    [InlineData("x509Certificates", """[{"value":"no base64!"}]""")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "7")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", """{"department":{"a":1}}""")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", """{"manager":{"value":true}}""")]
    public async Task User_WithAttributeOfWrongType_IsInvalidValueNamingIt(string attribute, string value)
    {
        string userName = attribute == "userName" ? "" : "\"userName\":\"wrong.type\",";
        string body = $$"""{"schemas":["{{ScimUrns.User}}"],{{userName}}"{{attribute}}":{{value}}}""";
        string named = attribute.StartsWith("urn", StringComparison.Ordinal) ? "enterprise" : attribute;
        foreach (
            ScimResponse response in new[]
            {
                await fixture.Scim.PostAsync("/Users", body),
                await fixture.Scim.PutAsync($"/Users/{fixture.UserId}", body),
            }
        )
            Assert.Contains(
                named,
                response.AssertError(400, "invalidValue").GetText("/detail"),
                StringComparison.OrdinalIgnoreCase
            );
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("displayName", "4.2")]
    [InlineData("displayName", "\"\"")]
    [InlineData("displayName", "null")]
    [InlineData("displayName", "\"  \"")]
    [InlineData("displayName", """["a","b"]""")]
    [InlineData("members", "7")]
    [InlineData("members", "[7]")]
    [InlineData("members", "[[]]")]
    [InlineData("members", """[{"value":7}]""")]
    [InlineData("members", """[{"value":{"a":1}}]""")]
    [InlineData("members", """[{"display":"unknown"}]""")]
    public async Task Group_WithAttributeOfWrongType_IsInvalidValueNamingIt(string attribute, string value)
    {
        string name = attribute == "displayName" ? "" : $"\"displayName\":\"Wrong type {Guid.NewGuid()}\",";
        string body = $$"""{"schemas":["{{ScimUrns.Group}}"],{{name}}"{{attribute}}":{{value}}}""";
        foreach (
            ScimResponse response in new[]
            {
                await fixture.Scim.PostAsync("/Groups", body),
                await fixture.Scim.PutAsync($"/Groups/{fixture.GroupId}", body),
            }
        )
            Assert.Contains(
                attribute,
                response.AssertError(400, "invalidValue").GetText("/detail"),
                StringComparison.OrdinalIgnoreCase
            );
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Operations":null}""")]
    [InlineData("""{"Operations":7}""")]
    [InlineData("""{"Operations":"replace"}""")]
    [InlineData("""{"Operations":[7]}""")]
    [InlineData("""{"Operations":[null]}""")]
    [InlineData("""{"Operations":[[]]}""")]
    [InlineData("""{"Operations":[{}]}""")]
    [InlineData("""{"Operations":[{"op":null,"path":"displayName","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":7,"path":"displayName","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"move","path":"displayName","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"","path":"displayName","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"replace","path":7,"value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"replace","path":["displayName"],"value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"add","path":"displayName"}]}""")]
    [InlineData("""{"Operations":[{"op":"add"}]}""")]
    [InlineData("""{"Operations":[{"op":"add","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"add","value":[1]}]}""")]
    [InlineData("""{"Operations":[{"op":"remove"}]}""")]
    [InlineData(
        """{"Operations":[{"op":"replace","path":"displayName","value":"x"},{"op":"replace","path":"displayName","value":{"a":1}}]}"""
    )]
    [InlineData("""{"Operations":[{"op":"replace","path":"title[","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"replace","path":"emails[type eq \"work\"]x","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"replace","path":"..","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"replace","path":"meta.version","value":"x"}]}""")]
    public async Task Patch_OfWrongShape_Is400(string body)
    {
        body = $$"""{"schemas":["{{ScimUrns.PatchOp}}"],{{body[1..]}}""".Replace(",}", "}", StringComparison.Ordinal);
        (await fixture.Scim.PatchAsync($"/Users/{fixture.UserId}", body)).AssertError(400);
        (await fixture.Scim.PatchAsync($"/Groups/{fixture.GroupId}", body)).AssertError(400);
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("\"count\":\"ten\"")]
    [InlineData("\"count\":1.5")]
    [InlineData("\"count\":{}")]
    [InlineData("\"startIndex\":\"one\"")]
    [InlineData("\"startIndex\":[]")]
    [InlineData("\"filter\":7")]
    [InlineData("\"filter\":{}")]
    [InlineData("\"filter\":[\"userName pr\"]")]
    [InlineData("\"sortBy\":7")]
    [InlineData("\"sortOrder\":\"upwards\"")]
    [InlineData("\"attributes\":\"userName\"", true)]
    [InlineData("\"attributes\":[7]")]
    [InlineData("\"attributes\":{}")]
    public async Task Search_OfWrongShape_Is400(string member, bool mayBeLenient = false)
    {
        foreach (string path in new[] { "/Users/.search", "/Groups/.search", "/.search" })
        {
            ScimResponse response = await fixture.Scim.PostAsync(
                path,
                $$"""{"schemas":["{{ScimUrns.SearchRequest}}"],{{member}}}"""
            );
            if (!mayBeLenient || response.Status != 200)
                response.AssertError(400);
        }
    }
}
