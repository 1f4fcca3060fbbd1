using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Storage.Databases;

/// <summary>One numbered script of the schema. Applied once, never edited afterwards.</summary>
/// <param name="Number">Its place in the order, from 1.</param>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Script">The SQL.</param>
internal sealed record Migration(int Number, string Name, string Script)
{
    /// <summary>SHA-256 of the script, hexadecimal.</summary>
    public string Digest { get; } =
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n")))
        );

    /// <summary>The scripts embedded under <paramref name="brand"/>, in their order.</summary>
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
