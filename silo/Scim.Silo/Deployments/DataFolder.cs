namespace Scim.Silo.Deployments;

/// <summary>The folder that holds the database, claimed by this process until it is disposed of or dies.</summary>
public sealed class DataFolder : IDisposable
{
    private const string LockFileName = "scim.lock";
    private const string InitializedFileName = "initialised";
    private readonly FileStream _lockFile;

    private DataFolder(string path, FileStream @lock) => (FullPath, _lockFile) = (path, @lock);

    /// <summary>The absolute path.</summary>
    public string FullPath { get; }

    /// <summary>Whether a first start was finished here: a tenant exists and its token has been shown.</summary>
    public bool IsInitialized => File.Exists(Path.Combine(FullPath, InitializedFileName));

    /// <summary>Creates the folder where it does not exist, and claims it.</summary>
    /// <exception cref="StartFailureException">The folder cannot be written to, or another process has it.</exception>
    public static DataFolder OpenExclusive(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new StartFailureException(
                "The setting Scim__Data is empty. Set it to a folder that can be written to, or leave it out."
            );
        string full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartFailureException(
                $"The data folder {full} cannot be created: {e.Message.TrimEnd('.')}. Set Scim__Data to a folder that can be written to.",
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
                $"The data folder {full} cannot be written to. Give this user the right to, or set Scim__Data to another folder.",
                e
            );
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new StartFailureException(
                $"The data folder {full} is in use by another process. Stop that one, or set Scim__Data to another folder.",
                e
            );
        }
        catch (IOException e)
        {
            throw new StartFailureException(
                $"The data folder {full} cannot be written to: {e.Message.TrimEnd('.')}. Set Scim__Data to another folder.",
                e
            );
        }
    }

    /// <summary>Notes that the first start is finished.</summary>
    public void MarkInitialized() =>
        File.WriteAllText(
            Path.Combine(FullPath, InitializedFileName),
            "The first start is finished; its token was shown.\n"
        );

    /// <summary>A file in the folder.</summary>
    public string GetFilePath(string name) => Path.Combine(FullPath, name);

    /// <summary>Lets another process have the folder.</summary>
    public void Dispose() => _lockFile.Dispose();
}
