using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.Telemetry;

/// <summary>Measures one request from its arrival to the end of its response, and records it as a span.</summary>
internal sealed class RequestMeasurement : IDisposable
{
    private const int ClientClosedRequest = 499;

    private readonly HttpContext _http;
    private readonly string _route;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _span;

    /// <summary>Starts the measurement.</summary>
    /// <param name="http">The HTTP context.</param>
    /// <param name="route">The pattern of the route.</param>
    /// <param name="time">The clock.</param>
    public RequestMeasurement(HttpContext http, string route, TimeProvider time)
    {
        (_http, _route, _time, _started) = (http, route, time, time.GetTimestamp());
        GatewayInstruments.RecordRequestStarted();
        if (GatewayInstruments.Source.HasListeners())
            _span = StartSpan(http, route);
    }

    /// <summary>The label of the tenant whose credential the request has, or null.</summary>
    public string? Tenant { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        int status = _http.RequestAborted.IsCancellationRequested ? ClientClosedRequest : _http.Response.StatusCode;
        GatewayInstruments.RecordRequestEnded(
            NormalizeMethod(_http.Request.Method),
            _route,
            status,
            Tenant,
            _time.GetElapsedTime(_started)
        );
        if (_span is null)
            return;
        _span.SetTag("http.response.status_code", status);
        if (Tenant is not null)
            _span.SetTag("scim.tenant", Tenant);
        if (status >= 500)
            _span.SetStatus(ActivityStatusCode.Error);
        _span.Dispose();
    }

    // Used instead of ASP.NET Core's span, whose URL contains user ids and filters with personal data.
    private static Activity? StartSpan(HttpContext http, string route)
    {
        IHeaderDictionary headers = http.Request.Headers;
        Activity.Current = null;
        ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out ActivityContext parent);
        string method = NormalizeMethod(http.Request.Method);
        Activity? span = GatewayInstruments.Source.StartActivity($"{method} {route}", ActivityKind.Server, parent);
        span?.SetTag("http.request.method", method).SetTag("http.route", route);
        return span;
    }

    private static string NormalizeMethod(string method) =>
        HttpMethods.IsGet(method) ? HttpMethods.Get
        : HttpMethods.IsPatch(method) ? HttpMethods.Patch
        : HttpMethods.IsPost(method) ? HttpMethods.Post
        : HttpMethods.IsPut(method) ? HttpMethods.Put
        : HttpMethods.IsDelete(method) ? HttpMethods.Delete
        : HttpMethods.IsHead(method) ? HttpMethods.Head
        : HttpMethods.IsOptions(method) ? HttpMethods.Options
        : "_OTHER";
}
