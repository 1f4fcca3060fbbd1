using Scim.Gateway.Security;

namespace Scim.Silo.Deployments;

/// <summary>
/// A start of the program, the first one or a later one. If the session is disposed without
/// <see cref="CompleteBootstrapAsync"/>, the next start is a first start again.
/// </summary>
internal interface IBootstrapSession : IAsyncDisposable
{
    /// <summary>Whether this is the first start, before any secret was shown.</summary>
    bool IsFirstStart { get; }

    /// <summary>The generated operator key; null when a key is configured.</summary>
    OperatorKey? Key { get; }

    /// <summary>Records that the secrets were shown.</summary>
    Task CompleteBootstrapAsync();
}
