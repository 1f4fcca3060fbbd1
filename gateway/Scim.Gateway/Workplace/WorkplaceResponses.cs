using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;

namespace Scim.Gateway.Workplace;

/// <summary>The workplace API's answers.</summary>
internal static class WorkplaceResponses
{
    /// <summary>200 with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Ok<T>(T value, JsonTypeInfo<T> type) =>
        ApiResponse.Ok(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>201 with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Created<T>(T value, JsonTypeInfo<T> type, string? location = null) =>
        CreateResponse(StatusCodes.Status201Created, value, type, location);

    /// <summary>202 with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Accepted<T>(T value, JsonTypeInfo<T> type, string? location = null) =>
        CreateResponse(StatusCodes.Status202Accepted, value, type, location);

    /// <summary>204, or the error.</summary>
    public static ApiResponse NoContent(ScimResult<Unit> result) =>
        result.Error is { } error ? error : ApiResponse.NoContent;

    private static ApiResponse CreateResponse<T>(
        int status,
        T value,
        JsonTypeInfo<T> type,
        string? location
    ) =>
        new()
        {
            Status = status,
            Body = JsonSerializer.SerializeToUtf8Bytes(value, type),
            Location = location,
        };
}
