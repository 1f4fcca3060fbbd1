using System.Globalization;
using System.Text.Json;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>An HTTP response whose body has been read.</summary>
public sealed record TestResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string GetHeader(string name) => Headers.GetValueOrDefault(name, "");

    public static async Task<TestResponse> FromResponseAsync(HttpResponseMessage response)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.NonValidated)
            headers[header.Key] = header.Value.ToString();
        foreach (var header in response.Content.Headers.NonValidated)
            headers[header.Key] = header.Value.ToString();
        return new TestResponse((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asserts that the response is a SCIM error with this status.</summary>
    public TestResponse AssertScimError(int status, string? scimType = null)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/scim+json", GetHeader("Content-Type"));
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", Json.GetProperty("schemas")[0].GetString());
        Assert.Equal(status.ToString(CultureInfo.InvariantCulture), Json.GetProperty("status").GetString());
        if (scimType is not null)
            Assert.Equal(scimType, Json.GetProperty("scimType").GetString());
        Assert.NotEqual("", GetHeader("X-Request-Id"));
        return this;
    }

    /// <summary>Asserts that the response is a problem (RFC 9457) with this status.</summary>
    public TestResponse AssertProblem(int status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", GetHeader("Content-Type"));
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.Equal(GetHeader("X-Request-Id"), Json.GetProperty("requestId").GetString());
        return this;
    }
}
