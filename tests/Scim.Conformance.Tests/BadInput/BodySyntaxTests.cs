using System.Text;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>
/// Bodies that are not a valid JSON object, at every endpoint that takes a body: the response is <c>invalidSyntax</c>
/// and the tenant stays unchanged.
/// </summary>
[Trait("rfc", "7644-3.12")]
public sealed class BodySyntaxTests(UnchangedTenantFixture fixture) : IClassFixture<UnchangedTenantFixture>
{
    private const string BodyTemplate =
        """{"schemas":["SCHEMA"],"userName":"bad","displayName":"bad","Operations":[{"op":"add","path":"title","value":"bad"}],"extra":HERE}""";

    public static TheoryData<string, string> InvalidJsonBodies =>
        CombineWithEndpoints(
            "",
            " ",
            "{",
            "}",
            "nul",
            "null",
            "true",
            "7",
            "\"text\"",
            "[]",
            "[{}]",
            "{'userName':'a'}",
            "{userName:\"a\"}",
            "{\"userName\":\"a\",}",
            "{\"userName\":\"a\"}x",
            "{\"userName\":\"a\"}{}",
            "{\"userName\":01}",
            "{\"userName\":\"a\n\"}",
            "{\"userName\":\"\\x\"}",
            "{\"userName\":NaN}",
            "{\"userName\" \"a\"}",
            "<xml/>",
            "userName=a",
            "/* c */{}"
        );

    public static TheoryData<string, string> HostileBodies =>
        CombineWithEndpoints(
            "deep arrays",
            "deep objects",
            "duplicate member",
            "duplicate member in other case",
            "nested duplicate member"
        );

    [Theory, MemberData(nameof(InvalidJsonBodies))]
    public async Task Request_WithNonObjectBody_IsInvalidSyntax(string endpoint, string body)
    {
        (await SendBodyAsync(endpoint, Encoding.UTF8.GetBytes(body))).AssertError(400, "invalidSyntax");
        await fixture.AssertUnchangedAsync();
    }

    [Theory, MemberData(nameof(HostileBodies))]
    public async Task Request_WithHostileJson_Is400(string endpoint, string bodyCase)
    {
        string body = bodyCase switch
        {
            "deep arrays" => EmbedJson(endpoint, new string('[', 10_000) + new string(']', 10_000)),
            "deep objects" => EmbedJson(
                endpoint,
                string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000)
            ),
            "duplicate member" => EmbedJson(endpoint, "1,\"userName\":\"again\""),
            "duplicate member in other case" => EmbedJson(
                endpoint,
                "1,\"USERNAME\":\"again\",\"OPERATIONS\":[],"
                    + "\"FILTER\":\"userName pr\",\"filter\":\"userName pr\",\"DISPLAYNAME\":\"again\""
            ),
            _ => EmbedJson(endpoint, "{\"a\":1,\"a\":2}"),
        };
        ScimResponse response = (await SendBodyAsync(endpoint, Encoding.UTF8.GetBytes(body))).AssertError(400);
        Assert.Contains(response.GetText("/scimType"), new[] { "invalidSyntax", "invalidValue" });
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    public async Task Request_WithInvalidUtf8_Is400(byte[] bytes)
    {
        foreach ((string method, string path) in UnchangedTenantFixture.WriteEndpoints)
        {
            string endpoint = $"{method} {path}";
            foreach ((string before, string after) in InvalidTextPositions.GetPositions(endpoint))
                (
                    await SendBodyAsync(
                        endpoint,
                        [.. Encoding.UTF8.GetBytes(before), .. bytes, .. Encoding.UTF8.GetBytes(after)]
                    )
                ).AssertError(400);
        }
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("a\\u0000b")]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("a\\udfffb")]
    public async Task Request_WithTextThatCannotBeStored_Is400(string text)
    {
        foreach ((string method, string path) in UnchangedTenantFixture.WriteEndpoints)
        {
            string endpoint = $"{method} {path}";
            foreach ((string before, string after) in InvalidTextPositions.GetPositions(endpoint))
                (await SendBodyAsync(endpoint, Encoding.UTF8.GetBytes(before + text + after))).AssertError(400);
        }
        await fixture.AssertUnchangedAsync();
    }

    private static TheoryData<string, string> CombineWithEndpoints(params string[] cases)
    {
        TheoryData<string, string> data = [];
        foreach ((string method, string path) in UnchangedTenantFixture.WriteEndpoints)
        {
            foreach (string one in cases)
                data.Add($"{method} {path}", one);
        }
        return data;
    }

    // Inserts the JSON as the value of the member "extra" of a body that is otherwise valid for its endpoint.
    private static string EmbedJson(string endpoint, string json) =>
        BodyTemplate
            .Replace(
                "SCHEMA",
                endpoint.StartsWith("PATCH", StringComparison.Ordinal) ? ScimUrns.PatchOp
                    : endpoint.EndsWith(".search", StringComparison.Ordinal) ? ScimUrns.SearchRequest
                    : endpoint.Contains("Users", StringComparison.Ordinal) ? ScimUrns.User
                    : ScimUrns.Group,
                StringComparison.Ordinal
            )
            .Replace("HERE", json, StringComparison.Ordinal);

    private Task<ScimResponse> SendBodyAsync(string endpoint, byte[] body)
    {
        string[] parts = endpoint.Split(' ');
        return fixture.Scim.SendAsync(parts[0], fixture.FillPath(parts[1]), body);
    }
}
