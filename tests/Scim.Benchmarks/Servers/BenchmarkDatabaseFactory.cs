namespace Scim.Benchmarks.Servers;

/// <summary>Makes databases.</summary>
internal static class BenchmarkDatabaseFactory
{
    /// <summary>An empty database.</summary>
    public static async Task<BenchmarkDatabase> CreateDatabaseAsync(StorageProvider storage) =>
        storage == StorageProvider.Sqlite
            ? new SqliteBenchmarkDatabase()
            : await PostgresBenchmarkDatabase.CreateAsync();
}
