using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Storage.Databases;

/// <summary>
/// A numbered script that changes the schema. It is applied once and must never be edited afterwards.
/// </summary>
/// <param name="Number">The position in the order, from 1.</param>
/// <param name="Name">The file name without the extension.</param>
/// <param name="Script">The SQL.</param>
internal sealed record Migration(int Number, string Name, string Script)
{
    /// <summary>The SHA-256 digest of the script in hexadecimal, independent of its line endings.</summary>
    public string Digest { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n"))));

    /// <summary>
    /// Whether the script changes stored states without running the triggers of <c>grain_state</c>. The first line of
    /// such a script says so.
    /// </summary>
    public bool SuspendsTriggers { get; } =
        Script.StartsWith("-- Runs without the triggers of grain_state", StringComparison.Ordinal);

    /// <summary>Loads the embedded scripts of a database, in their order.</summary>
    /// <param name="brand"><c>Postgres</c> or <c>Sqlite</c>, the folder of the scripts.</param>
    public static IReadOnlyList<Migration> LoadEmbedded(string brand)
    {
        Assembly assembly = typeof(Migration).Assembly;
        string prefix = $"Scim.Storage.{brand}.Migrations.";
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(n => ReadScript(assembly, n, n[prefix.Length..^".sql".Length])),
        ];
    }

    private static Migration ReadScript(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Migration(
            int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
            name,
            reader.ReadToEnd()
        );
    }
}
