using System.Net;
using System.Text;

namespace Scim.Conformance.Tests.Replay;

/// <summary>
/// A server that returns prepared responses in order and records the requests; for tests of the runner itself.
/// </summary>
public sealed class ScriptedServer : HttpMessageHandler
{
    /// <summary>The base URL of the scripted server.</summary>
    public const string BaseUrl = "http://scripted.example/scim";

    private readonly Queue<(int Status, string Body, (string Name, string Value)[] Headers)> _responses = [];

    /// <summary>The received requests: method, target, headers and body.</summary>
    public List<(
        string Method,
        string Target,
        IReadOnlyDictionary<string, string> Headers,
        string Body
    )> Requests { get; } = [];

    /// <summary>Adds a response to the script. Its media type is <c>application/scim+json</c>.</summary>
    public ScriptedServer AddResponse(int status, string body = "", params (string Name, string Value)[] headers)
    {
        _responses.Enqueue((status, body, headers));
        return this;
    }

    /// <summary>Replays a traffic file's text against the script.</summary>
    public async Task<IReadOnlyList<StepResult>> ReplayTrafficAsync(string text, params string[] accepted)
    {
        using HttpClient http = new(this, disposeHandler: false);
        return await new TrafficRunner(http, BaseUrl, "the-token", accepted).RunFileAsync(
            TrafficFile.ParseText("scripted", text)
        );
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> sent = request.Content is null
            ? request.Headers
            : request.Headers.Concat(request.Content.Headers);
        foreach ((string name, IEnumerable<string> values) in sent)
            headers[name] = string.Join(", ", values);
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add((request.Method.Method, request.RequestUri!.OriginalString[BaseUrl.Length..], headers, body));
        if (!_responses.TryDequeue(out (int Status, string Body, (string Name, string Value)[] Headers) answer))
            throw new HttpRequestException("the script has no more responses");
        HttpResponseMessage response = new((HttpStatusCode)answer.Status)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body)),
        };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", "application/scim+json");
        foreach ((string name, string value) in answer.Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}
