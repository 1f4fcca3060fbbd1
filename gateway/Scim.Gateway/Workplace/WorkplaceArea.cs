using System.Text.Json.Serialization;
using Scim.Gateway.Routing;

namespace Scim.Gateway.Workplace;

/// <summary>One area of the workplace API.</summary>
/// <param name="Name">What it is called, and what its operations are tagged with.</param>
/// <param name="Description">What it is for, in a sentence.</param>
/// <param name="Json">The JSON of its bodies, from which their schemas are made.</param>
/// <param name="Routes">Its paths, whose operations are all <see cref="WorkplaceOperation"/>s.</param>
internal sealed record WorkplaceArea(
    string Name,
    string Description,
    JsonSerializerContext Json,
    params ApiRoute<WorkplaceRequest>[] Routes
);
