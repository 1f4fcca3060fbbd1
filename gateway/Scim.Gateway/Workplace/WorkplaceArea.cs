using System.Text.Json.Serialization;
using Scim.Gateway.Routing;

namespace Scim.Gateway.Workplace;

/// <summary>An area of the workplace API.</summary>
/// <param name="Name">The name, which is the OpenAPI tag of its operations.</param>
/// <param name="Description">The description of the tag.</param>
/// <param name="Json">The JSON context of its bodies, from which their schemas are generated.</param>
/// <param name="Routes">The routes. All their operations are <see cref="WorkplaceOperation"/> instances.</param>
internal sealed record WorkplaceArea(
    string Name,
    string Description,
    JsonSerializerContext Json,
    params ApiRoute<WorkplaceRequest>[] Routes
);
