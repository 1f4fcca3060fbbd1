using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Scim.Testing.Server.Http;

/// <summary>An HTTP client for tests.</summary>
/// <remarks>
/// The request target is sent verbatim (including <c>..</c> and <c>%00</c>) and headers are not validated. There are no
/// redirects, cookies, proxies or retries. A response with any status is returned, not thrown.
/// </remarks>
public static class RawHttpClient
{
    /// <summary>The client that all tests share. The number of connections is not limited.</summary>
    public static HttpClient Client { get; } = CreateClient();

    /// <summary>Creates a client with its own connections, for tests that end the server.</summary>
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

    /// <summary>Sends one request and reads the whole response.</summary>
    /// <param name="http">The client.</param>
    /// <param name="method">The method.</param>
    /// <param name="url">The absolute URL, already percent-encoded.</param>
    /// <param name="headers">The headers, including those of the body.</param>
    /// <param name="body">The body, or null for none.</param>
    /// <exception cref="HttpRequestException">No response was received.</exception>
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
                request.Content is { } content && name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
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
