using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Scim.Testing.Server.Http;

/// <summary>
/// HTTP as the tests need it: the request target goes out exactly as written (<c>..</c>, <c>%00</c> and all), headers
/// unchecked, no redirects, cookies, proxies or retries, and every answer is an answer, whatever its status.
/// </summary>
public static class RawHttpClient
{
    /// <summary>A client for all tests, with as many connections as requests in flight.</summary>
    public static HttpClient Client { get; } = CreateClient();

    /// <summary>A client with connections of its own, for tests that end the server.</summary>
    public static HttpClient CreateClient() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.None,
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            }
        )
        {
            Timeout = TimeSpan.FromSeconds(100),
        };

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <param name="http">The client.</param>
    /// <param name="method">The method.</param>
    /// <param name="url">The absolute URL, already percent-encoded.</param>
    /// <param name="headers">Headers, those of the body included.</param>
    /// <param name="body">The body, or null for none.</param>
    /// <exception cref="HttpRequestException">No answer arrived.</exception>
    public static async Task<ScimResponse> SendRequestAsync(
        HttpClient http,
        string method,
        string url,
        IEnumerable<KeyValuePair<string, string>> headers,
        byte[]? body = null
    )
    {
        using HttpRequestMessage request = new(new HttpMethod(method), CreateExactUri(url));
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        foreach ((string name, string value) in headers)
        {
            HttpHeaders target =
                request.Content is { } content
                && name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
                    ? content.Headers
                    : request.Headers;
            target.TryAddWithoutValidation(name, value);
        }
        using HttpResponseMessage response = await http.SendAsync(request);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        return new ScimResponse(
            $"{method} {url}",
            (int)response.StatusCode,
            ReadHeaders(response),
            Encoding.UTF8.GetString(bytes)
        );
    }

    private static Uri CreateExactUri(string url) =>
        new(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static Dictionary<string, string> ReadHeaders(HttpResponseMessage response)
    {
        Dictionary<string, string> all = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated)
            all[name] = string.Join(", ", values);
        foreach ((string name, HeaderStringValues values) in response.Content.Headers.NonValidated)
            all[name] = string.Join(", ", values);
        return all;
    }
}
