using Scim.Benchmarks.Configuration;

namespace Scim.Benchmarks.Servers;

/// <summary>Creates benchmark databases.</summary>
internal static class BenchmarkDatabaseFactory
{
    /// <summary>Creates an empty database.</summary>
    public static async Task<BenchmarkDatabase> CreateDatabaseAsync(StorageProvider storage) =>
        storage == StorageProvider.Sqlite
            ? new SqliteBenchmarkDatabase()
            : await PostgresBenchmarkDatabase.CreateAsync();
}
