using System.Text;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>Bodies that are no sound JSON object, at every endpoint that takes a body: <c>invalidSyntax</c>, and nothing happens.</summary>
[Trait("rfc", "7644-3.12")]
public sealed class BodySyntaxTests(Victim victim) : IClassFixture<Victim>
{
    private const string Shell = """{"schemas":["SCHEMA"],"userName":"bad","displayName":"bad","Operations":[{"op":"add","path":"title","value":"bad"}],"extra":HERE}""";

    public static TheoryData<string, string> NotJson => Everywhere(
        "", " ", "{", "}", "nul", "null", "true", "7", "\"text\"", "[]", "[{}]", "{'userName':'a'}", "{userName:\"a\"}", "{\"userName\":\"a\",}",
        "{\"userName\":\"a\"}x",
        "{\"userName\":\"a\"}{}", "{\"userName\":01}", "{\"userName\":\"a\n\"}", "{\"userName\":\"\\x\"}", "{\"userName\":NaN}",
        "{\"userName\" \"a\"}", "<xml/>", "userName=a", "/* c */{}");

    public static TheoryData<string, string> Hostile =>
        Everywhere("deep arrays", "deep objects", "duplicate member", "duplicate member in other letters", "duplicate inside");

    [Theory, MemberData(nameof(NotJson))]
    public async Task Request_WithABodyThatIsNoJsonObject_IsInvalidSyntax(string endpoint, string body)
    {
        (await Send(endpoint, Encoding.UTF8.GetBytes(body))).ExpectError(400, "invalidSyntax");
        await victim.IsUnharmed();
    }

    [Theory, MemberData(nameof(Hostile))]
    public async Task Request_WithHostileJson_Is400(string endpoint, string kind)
    {
        string body = kind switch
        {
            "deep arrays" => In(endpoint, new string('[', 10_000) + new string(']', 10_000)),
            "deep objects" => In(endpoint, string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000)),
            "duplicate member" => In(endpoint, "1,\"userName\":\"again\""),
            "duplicate member in other letters" => In(endpoint,
                "1,\"USERNAME\":\"again\",\"OPERATIONS\":[],\"FILTER\":\"userName pr\",\"filter\":\"userName pr\",\"DISPLAYNAME\":\"again\""),
            _ => In(endpoint, "{\"a\":1,\"a\":2}"),
        };
        ScimResponse response = (await Send(endpoint, Encoding.UTF8.GetBytes(body))).ExpectError(400);
        Assert.Contains(response.Text("/scimType"), new[] { "invalidSyntax", "invalidValue" });
        await victim.IsUnharmed();
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    public async Task Request_WithBytesThatAreNoUtf8_Is400(byte[] bytes)
    {
        foreach ((string method, string path) in Victim.Writes)
        {
            string endpoint = $"{method} {path}";
            foreach ((string before, string after) in TextPlaces.At(endpoint))
                (await Send(endpoint, [.. Encoding.UTF8.GetBytes(before), .. bytes, .. Encoding.UTF8.GetBytes(after)])).ExpectError(400);
        }
        await victim.IsUnharmed();
    }

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("a\\u0000b")]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("a\\udfffb")]
    public async Task Request_WithTextThatCannotBeStored_Is400(string text)
    {
        foreach ((string method, string path) in Victim.Writes)
        {
            string endpoint = $"{method} {path}";
            foreach ((string before, string after) in TextPlaces.At(endpoint))
                (await Send(endpoint, Encoding.UTF8.GetBytes(before + text + after))).ExpectError(400);
        }
        await victim.IsUnharmed();
    }

    private static TheoryData<string, string> Everywhere(params string[] cases)
    {
        TheoryData<string, string> data = [];
        foreach ((string method, string path) in Victim.Writes)
        {
            foreach (string one in cases)
                data.Add($"{method} {path}", one);
        }
        return data;
    }

    // A body that would be right for its endpoint but for what stands in the place of its member "extra".
    private static string In(string endpoint, string json) => Shell
        .Replace("SCHEMA", endpoint.StartsWith("PATCH", StringComparison.Ordinal) ? Urn.PatchOp
            : endpoint.EndsWith(".search", StringComparison.Ordinal) ? Urn.SearchRequest
            : endpoint.Contains("Users", StringComparison.Ordinal) ? Urn.User : Urn.Group, StringComparison.Ordinal)
        .Replace("HERE", json, StringComparison.Ordinal);

    private Task<ScimResponse> Send(string endpoint, byte[] body)
    {
        string[] parts = endpoint.Split(' ');
        return victim.Scim.Send(parts[0], victim.Path(parts[1]), body);
    }
}
