namespace Scim.Silo;

/// <summary>Settings of the silo process, from the section <c>Scim</c> (environment <c>Scim__Data</c>, appsettings or command line).</summary>
public sealed class SiloOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Scim";

    /// <summary>The folder for the database file. Created where it does not exist; used by one process at a time. Default <c>data</c> below the working directory.</summary>
    public string Data { get; set; } = "data";
}
