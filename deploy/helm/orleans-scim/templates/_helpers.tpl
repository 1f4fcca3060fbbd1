{{- define "scim.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "scim.metadataLabels" -}}
{{ include "scim.labels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{- define "scim.name" -}}
{{ printf "%s-%s" .root.Release.Name .component | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "scim.image" -}}
{{ .root.Values.image.registry }}/{{ .image }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end -}}

{{- define "scim.podAnnotations" -}}
{{- if .root.Values.metrics.annotations }}
prometheus.io/scrape: "true"
prometheus.io/port: "9464"
{{- end }}
{{- end -}}

{{- define "scim.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "scim.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "scim.env" -}}
- { name: Scim__Storage, value: Postgres }
- { name: Scim__PublicBaseUrl, value: {{ required "publicBaseUrl must be set, as https://scim.example.com" .Values.publicBaseUrl | quote }} }
- name: Scim__OperatorKey
  valueFrom:
    secretKeyRef: { name: {{ required "operatorKey.existingSecret must be set" .Values.operatorKey.existingSecret | quote }}, key: key }
- name: ConnectionStrings__Scim
  valueFrom:
    secretKeyRef: { name: {{ required "database.existingSecret must be set" .Values.database.existingSecret | quote }}, key: app }
{{- end -}}

{{- define "scim.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
# Fails as soon as the pod is told to stop. The pod keeps serving for Scim__DrainTime, until load balancers notice.
readinessProbe:
  httpGet: { path: /health/ready, port: http }
  periodSeconds: 2
  timeoutSeconds: 4
  failureThreshold: 2
{{- end -}}

{{- define "scim.spread" -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "scim.labels" . | nindent 6 }}
- maxSkew: 1
  topologyKey: topology.kubernetes.io/zone
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "scim.labels" . | nindent 6 }}
{{- end -}}
