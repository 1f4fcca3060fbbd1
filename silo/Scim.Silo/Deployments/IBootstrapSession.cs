using Scim.Silo.Startup;

namespace Scim.Silo.Deployments;

/// <summary>
/// A start of the program, the first one or a later one. Disposed of before <see cref="CompleteBootstrapAsync"/>, the
/// next start is the first one again.
/// </summary>
internal interface IBootstrapSession : IAsyncDisposable
{
    /// <summary>Whether this is the first one: nobody has seen a secret yet.</summary>
    bool IsFirstStart { get; }

    /// <summary>The operator key that was made and not configured; null when one is configured.</summary>
    OperatorKey? Key { get; }

    /// <summary>Notes that the secrets have been shown.</summary>
    Task CompleteBootstrapAsync();
}
