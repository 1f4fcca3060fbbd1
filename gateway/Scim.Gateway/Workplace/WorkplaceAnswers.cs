using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;

namespace Scim.Gateway.Workplace;

/// <summary>The workplace API's answers.</summary>
internal static class WorkplaceAnswers
{
    /// <summary>200 with <paramref name="value"/> as JSON.</summary>
    public static Answer Ok<T>(T value, JsonTypeInfo<T> type) => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>201 with <paramref name="value"/> as JSON.</summary>
    public static Answer Created<T>(T value, JsonTypeInfo<T> type, string? location = null) => With(StatusCodes.Status201Created, value, type, location);

    /// <summary>202 with <paramref name="value"/> as JSON.</summary>
    public static Answer Accepted<T>(T value, JsonTypeInfo<T> type, string? location = null) => With(StatusCodes.Status202Accepted, value, type, location);

    /// <summary>204, or the error.</summary>
    public static Answer NoContent(ScimResult<Done> result) => result.Error is { } error ? error : Answer.NoContent;

    private static Answer With<T>(int status, T value, JsonTypeInfo<T> type, string? location) =>
        new() { Status = status, Body = JsonSerializer.SerializeToUtf8Bytes(value, type), Location = location };
}
