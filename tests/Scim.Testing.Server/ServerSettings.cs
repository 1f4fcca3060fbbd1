namespace Scim.Testing.Server;

/// <summary>The settings of a server that a test starts.</summary>
public sealed record ServerSettings
{
    /// <summary>The operator key to configure, or null to let the server generate one.</summary>
    public string? OperatorKey { get; init; } = "operator-key-of-the-tests-0123456789";

    /// <summary>The connection string of the PostgreSQL database; null for SQLite.</summary>
    /// <remarks>
    /// If <c>SCIM_TEST_STORAGE</c> is <c>postgres</c>, a server without a connection string and data folder gets a new
    /// database.
    /// </remarks>
    public string? ConnectionString { get; init; }

    /// <summary>The data folder, or null for a new one that is removed with the server.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The port, or null for a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
