using Scim.GrainInterfaces.Uploads;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>How uploads of users are processed.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadSettings")]
public sealed record UploadSettings
{
    /// <summary>
    /// How empty cells of existing users are handled when the upload does not specify it. Default leave.
    /// </summary>
    [Id(0)]
    public EmptyCellHandling Blanks { get; init; }
}
