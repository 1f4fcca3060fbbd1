namespace Scim.Testing.Server;

/// <summary>A fresh folder under the system's temporary folder, removed with all it holds when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("scim-test-").FullName;

    /// <summary>The path of something in the folder.</summary>
    public string this[string name] => Path.Combine(FullName, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(FullName, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending may still hold a file; the system clears its temporary folder anyway.
        }
    }
}
