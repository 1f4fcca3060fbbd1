namespace Scim.Testing.Server;

/// <summary>A new folder below the system's temporary folder. It is removed with its content on disposal.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("scim-test-").FullName;

    /// <summary>The full path of an entry in the folder.</summary>
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
            // A process that is ending may still hold a file open; the system clears its temporary folder anyway.
        }
    }
}
