namespace Scim.Silo.Deployments;

/// <summary>
/// The folder that holds the database. It is locked by this process until it is disposed or the process ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const string LockFileName = "scim.lock";

    // The file name is part of the data format, so its spelling is kept. cspell:ignore initialised
    private const string InitializedFileName = "initialised";
    private readonly FileStream _lockFile;

    private DataFolder(string path, FileStream @lock) => (FullPath, _lockFile) = (path, @lock);

    /// <summary>The absolute path.</summary>
    public string FullPath { get; }

    /// <summary>Whether a first start was completed in this folder: a tenant exists and its token was shown.</summary>
    public bool IsInitialized => File.Exists(Path.Combine(FullPath, InitializedFileName));

    /// <summary>Creates the folder if necessary and locks it.</summary>
    /// <exception cref="StartFailureException">The folder is not writable, or another process uses it.</exception>
    public static DataFolder OpenExclusive(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new StartFailureException("Scim__Data is empty. Set it to a writable folder, or remove the setting.");
        string full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartFailureException(
                $"The data folder {full} cannot be created ({e.Message.TrimEnd('.')}). Set Scim__Data to a writable "
                    + "folder.",
                e
            );
        }

        string file = Path.Combine(full, LockFileName);
        try
        {
            return new DataFolder(
                full,
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartFailureException(
                $"The data folder {full} is not writable. Grant write permission to the user that runs the program, or "
                    + "set Scim__Data to another folder.",
                e
            );
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new StartFailureException(
                $"The data folder {full} is in use by another process. Stop that process, or set Scim__Data to another "
                    + "folder.",
                e
            );
        }
        catch (IOException e)
        {
            throw new StartFailureException(
                $"The data folder {full} is not writable ({e.Message.TrimEnd('.')}). Set Scim__Data to another folder.",
                e
            );
        }
    }

    /// <summary>Records that the first start is completed.</summary>
    public void MarkInitialized() =>
        File.WriteAllText(
            Path.Combine(FullPath, InitializedFileName),
            "The first start is completed and its token was shown.\n"
        );

    /// <summary>Returns the path of a file in the folder.</summary>
    public string GetFilePath(string name) => Path.Combine(FullPath, name);

    /// <summary>Releases the lock, so that another process can use the folder.</summary>
    public void Dispose() => _lockFile.Dispose();
}
