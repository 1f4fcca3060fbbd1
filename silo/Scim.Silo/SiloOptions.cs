using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Silo;

/// <summary>
/// Settings of the silo process, from the section <c>Scim</c> (environment <c>Scim__Data</c>, appsettings or command
/// line).
/// </summary>
public sealed class SiloOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Scim";

    /// <summary>
    /// Where the data is kept. Default <see cref="StorageKind.Sqlite"/>; <see cref="StorageKind.Postgres"/> also needs
    /// <c>ConnectionStrings__Scim</c>.
    /// </summary>
    [EnumDataType(typeof(StorageKind), ErrorMessage = "Scim:Storage must be Sqlite or Postgres.")]
    public StorageKind Storage { get; set; }

    /// <summary>
    /// SQLite: the folder for the database file. Created where it does not exist; used by one process at a time.
    /// Default <c>data</c> below the working directory.
    /// </summary>
    public string Data { get; set; } = "data";

    /// <summary>
    /// PostgreSQL: the port for the other silos. Default 11111; several silos on one machine need one each.
    /// </summary>
    [Range(1, 65535, ErrorMessage = "Scim:SiloPort must be between 1 and 65535.")]
    public int SiloPort { get; set; } = 11111;

    /// <summary>PostgreSQL: the port for gateways in processes of their own. Default 30000.</summary>
    [Range(1, 65535, ErrorMessage = "Scim:ClientPort must be between 1 and 65535.")]
    public int ClientPort { get; set; } = 30000;

    /// <summary>
    /// PostgreSQL: the IP address under which the other processes reach this one. Default empty: this machine's own. A
    /// loopback address keeps the cluster on this machine, and its ports closed to others.
    /// </summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>
    /// PostgreSQL: whether a start may bring the schema up to date, as the role of
    /// <c>ConnectionStrings__ScimMigrate</c> or, without that, of <c>ConnectionStrings__Scim</c>. Default true; false
    /// waits until <c>Scim.Silo --migrate</c> has done it.
    /// </summary>
    public bool Migrate { get; set; } = true;
}

/// <summary>Checks <see cref="SiloOptions"/>.</summary>
[OptionsValidator]
public sealed partial class SiloOptionsValidator : IValidateOptions<SiloOptions>;
