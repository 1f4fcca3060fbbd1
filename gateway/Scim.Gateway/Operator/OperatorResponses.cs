using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>The operator API's answers.</summary>
internal static class OperatorResponses
{
    /// <summary>What a path to no tenant is answered.</summary>
    public static ScimError TenantNotFound { get; } =
        new(ScimErrorKind.NotFound, "There is no such tenant. List the tenants for the ids.");

    /// <summary>200 with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Ok<T>(T value, JsonTypeInfo<T> type) =>
        ApiResponse.Ok(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>201 with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Created<T>(T value, JsonTypeInfo<T> type, string? location = null) =>
        new()
        {
            Status = StatusCodes.Status201Created,
            Body = JsonSerializer.SerializeToUtf8Bytes(value, type),
            Location = location,
        };
}
