using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Silo;

/// <summary>
/// Settings of the silo process. They are read from the section <c>Scim</c> of the configuration: environment variables
/// such as <c>Scim__Data</c>, appsettings.json or the command line.
/// </summary>
public sealed class SiloOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Scim";

    /// <summary>
    /// The database to use. Default: <see cref="StorageKind.Sqlite"/>. <see cref="StorageKind.Postgres"/> also requires
    /// <c>ConnectionStrings__Scim</c>.
    /// </summary>
    [EnumDataType(typeof(StorageKind), ErrorMessage = "Scim:Storage must be Sqlite or Postgres.")]
    public StorageKind Storage { get; set; }

    /// <summary>
    /// SQLite: the folder for the database file. It is created if necessary and used by one process at a time. Default:
    /// <c>data</c> in the working directory.
    /// </summary>
    public string Data { get; set; } = "data";

    /// <summary>
    /// PostgreSQL: the port for other silos. Default: 11111. Silos on the same machine need different ports.
    /// </summary>
    [Range(1, 65535, ErrorMessage = "Scim:SiloPort must be between 1 and 65535.")]
    public int SiloPort { get; set; } = 11111;

    /// <summary>PostgreSQL: the port for separate gateway processes. Default: 30000.</summary>
    [Range(1, 65535, ErrorMessage = "Scim:ClientPort must be between 1 and 65535.")]
    public int ClientPort { get; set; } = 30000;

    /// <summary>
    /// PostgreSQL: the IP address under which other processes reach this silo. Default: empty, which selects the
    /// machine's own address. With a loopback address, the silo accepts connections only from this machine.
    /// </summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>
    /// PostgreSQL: whether the silo applies missing migrations at the start, as the role of
    /// <c>ConnectionStrings__ScimMigrate</c> or, if that is not set, of <c>ConnectionStrings__Scim</c>. Default: true.
    /// If false, the silo waits until the migrations have been applied by <c>Scim.Silo --migrate</c>.
    /// </summary>
    public bool Migrate { get; set; } = true;
}

/// <summary>Validates <see cref="SiloOptions"/>.</summary>
[OptionsValidator]
public sealed partial class SiloOptionsValidator : IValidateOptions<SiloOptions>;
