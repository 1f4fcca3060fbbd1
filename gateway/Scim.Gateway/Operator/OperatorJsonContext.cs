using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Operator;

/// <summary>The JSON of the operator API: camel case, nulls written, points in time in the format of SCIM.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[
    JsonSerializable(typeof(CreateTenantBody)),
    JsonSerializable(typeof(UpdateTenantBody)),
    JsonSerializable(typeof(IssueTokenBody))
]
[
    JsonSerializable(typeof(TenantBody)),
    JsonSerializable(typeof(TenantListBody)),
    JsonSerializable(typeof(TokenBody)),
    JsonSerializable(typeof(TokenListBody))
]
[
    JsonSerializable(typeof(CreateClientBody)),
    JsonSerializable(typeof(ClientBody)),
    JsonSerializable(typeof(ClientListBody))
]
[JsonSerializable(typeof(TenantSettings))]
internal sealed partial class OperatorJsonContext : JsonSerializerContext;
