namespace Scim.Testing.Server;

/// <summary>How a test starts a server of its own.</summary>
public sealed record ServerSettings
{
    /// <summary>The operator key to configure, or null to let the server make one.</summary>
    public string? OperatorKey { get; init; } = "operator-key-of-the-tests-0123456789";

    /// <summary>
    /// The PostgreSQL database to run on; null for SQLite. Where <c>SCIM_TEST_STORAGE</c> is <c>postgres</c>, a server
    /// without settings of its own gets a fresh database.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>The data folder, or null for a fresh one that goes with the server.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The port, or null for a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        new Dictionary<string, string>();
}
