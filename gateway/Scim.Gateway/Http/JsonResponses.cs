using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.Http;

/// <summary>Creates the JSON responses of the operator and workplace APIs.</summary>
internal static class JsonResponses
{
    /// <summary>Creates a 200 response with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Ok<T>(T value, JsonTypeInfo<T> type) =>
        ApiResponse.Ok(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Creates a 201 response with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Created<T>(T value, JsonTypeInfo<T> type, string? location = null) =>
        CreateResponse(StatusCodes.Status201Created, value, type, location);

    /// <summary>Creates a 202 response with <paramref name="value"/> as JSON.</summary>
    public static ApiResponse Accepted<T>(T value, JsonTypeInfo<T> type, string? location = null) =>
        CreateResponse(StatusCodes.Status202Accepted, value, type, location);

    private static ApiResponse CreateResponse<T>(int status, T value, JsonTypeInfo<T> type, string? location) =>
        new()
        {
            Status = status,
            Body = JsonSerializer.SerializeToUtf8Bytes(value, type),
            Location = location,
        };
}
