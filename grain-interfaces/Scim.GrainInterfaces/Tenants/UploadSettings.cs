using Scim.GrainInterfaces.Uploads;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>How uploads of users are read.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadSettings")]
public sealed record UploadSettings
{
    /// <summary>
    /// What a blank cell means for a user who is there already, where the upload does not say. Default leave.
    /// </summary>
    [Id(0)]
    public EmptyCellHandling Blanks { get; init; }
}
