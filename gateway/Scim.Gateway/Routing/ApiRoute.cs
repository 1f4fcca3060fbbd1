using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.Routing;

/// <summary>One path with all its methods.</summary>
/// <remarks>
/// ASP.NET Core sees one endpoint per path, whatever the method, so that the caller is authenticated before the
/// response reveals which methods exist, and 405 responses have the error body of the API.
/// </remarks>
/// <typeparam name="TRequest">The request type of the API.</typeparam>
internal sealed class ApiRoute<TRequest>
{
    private readonly ApiOperation<TRequest>[] _operations;

    /// <summary>Creates the route.</summary>
    /// <param name="pattern">The path below the base path of the API.</param>
    /// <param name="operations">
    /// One operation for each method; GET also serves HEAD. Without operations the path gets 404.
    /// </param>
    public ApiRoute(string pattern, params ApiOperation<TRequest>[] operations)
    {
        Pattern = pattern;
        _operations = operations;
        Allow = string.Join(
            ", ",
            operations.SelectMany(o => o.Method == HttpMethods.Get ? [o.Method, HttpMethods.Head] : new[] { o.Method })
        );
    }

    /// <summary>The path below the base path of the API.</summary>
    public string Pattern { get; }

    /// <summary>The value of the <c>Allow</c> header.</summary>
    public string Allow { get; }

    /// <summary>The operations, one for each method.</summary>
    public IReadOnlyList<ApiOperation<TRequest>> Operations => _operations;

    /// <summary>Whether the route is the fallback for paths that no other route matches.</summary>
    public bool IsFallback => _operations.Length == 0;

    /// <summary>Returns the operation for <paramref name="method"/>, or null.</summary>
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
