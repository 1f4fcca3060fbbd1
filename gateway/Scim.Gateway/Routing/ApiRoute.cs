using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.Routing;

/// <summary>
/// One path with all its methods. A path is one endpoint to ASP.NET Core, whatever the method, so that who asks is
/// checked before anything is said about what the path can do, and 405 has the API's own error body.
/// </summary>
internal sealed class ApiRoute<TRequest>
{
    private readonly ApiOperation<TRequest>[] _operations;

    /// <summary>Puts the route together.</summary>
    /// <param name="pattern">The path below the API's base.</param>
    /// <param name="operations">One for each method; GET answers HEAD as well. None: the path answers 404.</param>
    public ApiRoute(string pattern, params ApiOperation<TRequest>[] operations)
    {
        Pattern = pattern;
        _operations = operations;
        Allow = string.Join(
            ", ",
            operations.SelectMany(o =>
                o.Method == HttpMethods.Get ? [o.Method, HttpMethods.Head] : new[] { o.Method }
            )
        );
    }

    /// <summary>The path below the API's base.</summary>
    public string Pattern { get; }

    /// <summary>The value of the <c>Allow</c> header.</summary>
    public string Allow { get; }

    /// <summary>One for each method.</summary>
    public IReadOnlyList<ApiOperation<TRequest>> Operations => _operations;

    /// <summary>Whether the path is there to catch what no other route matches.</summary>
    public bool IsFallback => _operations.Length == 0;

    /// <summary>The operation for <paramref name="method"/>, or null.</summary>
    public ApiOperation<TRequest>? FindOperation(string method)
    {
        if (HttpMethods.IsHead(method))
            method = HttpMethods.Get;
        foreach (ApiOperation<TRequest> operation in _operations)
        {
            if (HttpMethods.Equals(operation.Method, method))
                return operation;
        }

        return null;
    }
}
